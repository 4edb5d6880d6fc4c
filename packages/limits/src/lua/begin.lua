-- Admission for all processes: decide-admission.ts and what it uses once more, in the same order and with
-- the same integers, so that both give the same answers. The files of this folder are one script, in the
-- order that admission-script.ts gives.
--
-- KEYS  1 until when the provider is left alone
--       2 leases by the time at which they expire: the places in use
--       3 what they took ('l' and their id) and the buckets ('b'); absent without limits a minute
--       4 leases that may still give back, oldest first
--       5 what is known of the vendor's pace; absent where its concurrency is declared
--       6 processes that wait for a place, in the order in which they joined
-- ARGV  1 what is asked  2 the time in ms, '' for that of this server
--       3, 4, 5 requests, input and output tokens a minute  6 attempts at once, or 'adaptive'; '' for no limit
--       7 and on: see each in admission.lua
local coolDownKey, leasesKey, takenKey, orderKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local paceKey, turnsKey = KEYS[5], KEYS[6]
local call, floor, ceil, min, max = redis.call, math.floor, math.ceil, math.min, math.max

-- Beyond the moment from which a key says nothing that its absence would not.
local keptForMs = 60000

local nowMs = tonumber(ARGV[2])
if not nowMs then
  local time = call('TIME')
  nowMs = time[1] * 1000 + floor(time[2] / 1000)
end

local isMetered = ARGV[3] ~= '' or ARGV[4] ~= '' or ARGV[5] ~= ''
local isAdaptive = ARGV[6] == 'adaptive'
local concurrency = tonumber(ARGV[6])

-- Not with every call: an expiry a minute too late harms nobody.
local function keep(key, forMs)
  local neededMs = forMs + keptForMs
  if call('PTTL', key) < neededMs then call('PEXPIRE', key, neededMs + keptForMs) end
end

