-- Several asks in one run: of each, how many keys and how many arguments it has, and these. They are answered
-- one after the other, each as if it were alone: one that is refused, or fails, leaves the others as they are.
local replies, keyAt, at = {}, 1, 1
while at <= #ARGV do
  local keyCount, count = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local keys = { unpack(KEYS, keyAt, keyAt + keyCount - 1) }
  local arguments = { unpack(ARGV, at + 2, at + 1 + count) }
  local isAnswered, reply = pcall(answer, keys, arguments)
  if not isAnswered then reply = { err = type(reply) == 'table' and reply.err or tostring(reply) } end
  replies[#replies + 1] = reply or false
  keyAt, at = keyAt + keyCount, at + 2 + count
end
return replies
