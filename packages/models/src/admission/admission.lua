-- Admission for all processes: decide-admission.ts and token-bucket.ts once more, in the same order and
-- with the same integers of a millionth unit, so that both give the same answers.
--
-- KEYS  1 until when the provider is left alone
--       2 leases by the time at which they expire: the places in use
--       3 what they took ('l' and their id) and the buckets ('b'); absent without limits a minute
--       4 leases that may still give back, oldest first
-- ARGV  1 what is asked  2 the time in ms, '' for that of this server
--       3, 4, 5 requests, input and output tokens a minute  6 attempts at once; '' for no limit
--       7 and on: see each at the end
local coolDownKey, leasesKey, takenKey, orderKey = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local call, floor, ceil, min, max = redis.call, math.floor, math.ceil, math.min, math.max

local concurrencyRetryMs = 25
-- Beyond the moment from which a key says nothing that its absence would not.
local keptForMs = 60000

local nowMs = tonumber(ARGV[2])
if not nowMs then
  local time = call('TIME')
  nowMs = time[1] * 1000 + floor(time[2] / 1000)
end

local limits = { tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]) }
local isMetered = limits[1] or limits[2] or limits[3]
local concurrency = tonumber(ARGV[6])

-- By meter; those without a limit stay at nothing.
local capacity, perMs = {}, {}
local level, refilledAtMs, returnable = { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 }
local sequence = 0

local function toMicro(units)
  return ceil(tonumber(units)) * 1000000
end

local function msToGain(micro, meter)
  if micro <= 0 then return 0 end
  return ceil(micro / perMs[meter])
end

local function keep(key, forMs)
  local neededMs = forMs + keptForMs
  if call('PTTL', key) < neededMs then call('PEXPIRE', key, neededMs) end
end

local function readTaken(id)
  local packed = call('HGET', takenKey, 'l' .. id)
  if not packed then return nil end
  local t1, t2, t3, r1, r2, r3 = struct.unpack('>dddddd', packed)
  return { t1, t2, t3 }, { r1, r2, r3 }
end

local function writeTaken(id, taken, back)
  local packed = struct.pack('>dddddd', taken[1], taken[2], taken[3], back[1], back[2], back[3])
  call('HSET', takenKey, 'l' .. id, packed)
end

local function forget(id, back)
  for meter = 1, 3 do returnable[meter] = returnable[meter] - back[meter] end
  call('HDEL', takenKey, 'l' .. id)
  call('ZREM', orderKey, id)
end

local function refill(meter)
  local elapsedMs = max(0, nowMs - refilledAtMs[meter])
  if elapsedMs >= msToGain(capacity[meter] - level[meter], meter) then
    level[meter] = capacity[meter]
    refilledAtMs[meter] = max(nowMs, refilledAtMs[meter])
  else
    level[meter] = level[meter] + floor(elapsedMs * perMs[meter])
    refilledAtMs[meter] = refilledAtMs[meter] + elapsedMs
  end
end

local function readBuckets()
  local packed = call('HGET', takenKey, 'b')
  local has = {}
  if packed then
    has[1], level[1], refilledAtMs[1], returnable[1], has[2], level[2], refilledAtMs[2], returnable[2],
    has[3], level[3], refilledAtMs[3], returnable[3], sequence = struct.unpack('>ddddddddddddd', packed)
  end
  for meter = 1, 3 do
    local limit = limits[meter]
    if limit then
      capacity[meter] = limit * (1000000 / 20)
      perMs[meter] = (limit * (1000000 - 1000000 / 20)) / 60000
      if has[meter] ~= 1 then level[meter], refilledAtMs[meter] = capacity[meter], nowMs end
      refill(meter)
    end
  end
end

local function writeBuckets(forMs)
  local has = {}
  for meter = 1, 3 do
    has[meter] = limits[meter] and 1 or 0
    if limits[meter] then forMs = max(forMs, msToGain(capacity[meter] - level[meter], meter)) end
  end
  call('HSET', takenKey, 'b', struct.pack('>ddddddddddddd',
    has[1], level[1], refilledAtMs[1], returnable[1], has[2], level[2], refilledAtMs[2], returnable[2],
    has[3], level[3], refilledAtMs[3], returnable[3], sequence))
  keep(takenKey, forMs)
end

-- A bucket that is full again has made good what was taken from it: all that may be given back must
-- fit in its room, and what does not is lost to the oldest leases.
local function fitReturnable()
  local excess, isOver = { 0, 0, 0 }, false
  for meter = 1, 3 do
    local room = limits[meter] and capacity[meter] - level[meter] or 0
    excess[meter] = max(0, returnable[meter] - room)
    isOver = isOver or excess[meter] > 0
  end
  if not isOver then return end
  for _, id in ipairs(call('ZRANGE', orderKey, 0, -1)) do
    local taken, back = readTaken(id)
    if not taken then return call('DEL', orderKey) end
    for meter = 1, 3 do
      local cut = min(back[meter], excess[meter])
      back[meter] = back[meter] - cut
      excess[meter] = excess[meter] - cut
      returnable[meter] = returnable[meter] - cut
    end
    writeTaken(id, taken, back)
    if back[1] + back[2] + back[3] == 0 then call('ZREM', orderKey, id) end
    if excess[1] + excess[2] + excess[3] == 0 then return end
  end
end

-- Buckets refilled to now, expired leases dropped: their place is free, what they took stays taken.
local function bringUpToDate()
  readBuckets()
  local expired = call('ZRANGEBYSCORE', leasesKey, '-inf', nowMs)
  for _, id in ipairs(expired) do
    local _, back = readTaken(id)
    if back then forget(id, back) end
  end
  if #expired > 0 then call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs) end
  fitReturnable()
end

local function countPlaces()
  local count = call('ZCARD', leasesKey)
  if isMetered or count < concurrency then return count end
  call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs)
  return call('ZCARD', leasesKey)
end

local function whyNot(takenMicro)
  local blockedUntilMs = tonumber(call('GET', coolDownKey) or 0)
  if blockedUntilMs > nowMs then return 'cool-down', blockedUntilMs - nowMs end
  if concurrency and countPlaces() >= concurrency then
    local first = call('ZRANGE', leasesKey, 0, 0, 'WITHSCORES')[2]
    return 'concurrency', min(concurrencyRetryMs, first and first - nowMs or concurrencyRetryMs)
  end
  local slowest, waitMs = nil, 0
  for meter = 1, 3 do
    if limits[meter] then
      local wanted = min(takenMicro[meter], capacity[meter])
      local meterMs = msToGain(wanted - level[meter], meter)
      if meterMs > waitMs then slowest, waitMs = meter, meterMs end
    end
  end
  if slowest then return ({ 'requests', 'input-tokens', 'output-tokens' })[slowest], waitMs end
end

local ask = {}

-- 7 lease id  8 lease ms  9 input tokens  10 output tokens: {1, expires at ms} or {0, wait ms, bucket}
function ask.admit()
  local id, leaseMs = ARGV[7], tonumber(ARGV[8])
  local takenMicro = { 1000000, toMicro(ARGV[9]), toMicro(ARGV[10]) }
  if isMetered then bringUpToDate() end
  local bucket, waitMs = whyNot(takenMicro)
  if bucket then
    if isMetered then writeBuckets(0) end
    return { 0, waitMs, bucket }
  end
  if not isMetered and not concurrency then return { 1, nowMs + leaseMs } end
  call('ZADD', leasesKey, nowMs + leaseMs, id)
  keep(leasesKey, leaseMs)
  if isMetered then
    local back = { 0, 0, 0 }
    for meter = 1, 3 do
      if limits[meter] then
        back[meter] = takenMicro[meter]
        level[meter] = level[meter] - takenMicro[meter]
        returnable[meter] = returnable[meter] + takenMicro[meter]
      end
    end
    sequence = sequence + 1
    writeTaken(id, takenMicro, back)
    call('ZADD', orderKey, sequence, id)
    keep(orderKey, leaseMs)
    writeBuckets(leaseMs)
  end
  return { 1, nowMs + leaseMs }
end

-- 7 lease id  8 'used', 'nothing' or 'unknown'  9, 10 input and output tokens used
function ask.settle()
  local id, spend = ARGV[7], ARGV[8]
  if not isMetered then return call('ZREM', leasesKey, id) end
  bringUpToDate()
  local taken, back = readTaken(id)
  call('ZREM', leasesKey, id)
  if taken then
    local used = taken
    if spend == 'nothing' then used = { 0, 0, 0 } end
    if spend == 'used' then used = { taken[1], toMicro(ARGV[9]), toMicro(ARGV[10]) } end
    for meter = 1, 3 do
      if limits[meter] then
        level[meter] = level[meter] + min(taken[meter] - used[meter], back[meter])
      end
    end
    forget(id, back)
  end
  writeBuckets(0)
end

-- 7 for how many ms
ask['cool-down'] = function()
  local forMs = tonumber(ARGV[7])
  local untilMs = nowMs + forMs
  if untilMs <= tonumber(call('GET', coolDownKey) or 0) then return end
  call('SET', coolDownKey, untilMs, 'PX', max(0, forMs) + keptForMs)
end

-- 7, 8, 9, 10 … when a lease expires, and its id: what a live process holds, should it be forgotten here
function ask.restore()
  for index = 7, #ARGV, 2 do
    local leftMs = tonumber(ARGV[index]) - nowMs
    if leftMs > 0 then
      call('ZADD', leasesKey, 'NX', ARGV[index], ARGV[index + 1])
      keep(leasesKey, leftMs)
    end
  end
end

return ask[ARGV[1]]()
