-- The buckets of a minute: token-bucket.ts and metered-amounts.ts once more. Its functions are made only
-- where there are such limits.
local function toMicro(units)
  return ceil(tonumber(units)) * 1000000
end

local bringUpToDate, writeBuckets, slowestMeter, takeFromBuckets, settleWithBuckets

if isMetered then
  -- By meter; those without a limit stay at nothing.
  local limits = { tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5]) }
  local capacity, perMs = {}, {}
  local level, refilledAtMs, returnable = { 0, 0, 0 }, { 0, 0, 0 }, { 0, 0, 0 }
  local sequence = 0

  local function msToGain(micro, meter)
    if micro <= 0 then return 0 end
    return ceil(micro / perMs[meter])
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

  writeBuckets = function(forMs)
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
  bringUpToDate = function()
    readBuckets()
    local expired = call('ZRANGEBYSCORE', leasesKey, '-inf', nowMs)
    for _, id in ipairs(expired) do
      local _, back = readTaken(id)
      if back then forget(id, back) end
    end
    if #expired > 0 then call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs) end
    fitReturnable()
  end

  -- The slowest of those that do not hold what is needed: nothing, when all do.
  slowestMeter = function(takenMicro)
    local slowest, waitMs = nil, 0
    for meter = 1, 3 do
      if limits[meter] then
        local wanted = min(takenMicro[meter], capacity[meter])
        local meterMs = msToGain(wanted - level[meter], meter)
        if meterMs > waitMs then slowest, waitMs = meter, meterMs end
      end
    end
    return slowest, waitMs
  end

  takeFromBuckets = function(id, takenMicro, leaseMs)
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

  settleWithBuckets = function(id, spend)
    local taken, back = readTaken(id)
    if not taken then return writeBuckets(0) end
    local used = taken
    if spend == 'nothing' then used = { 0, 0, 0 } end
    if spend == 'used' then used = { taken[1], toMicro(ARGV[9]), toMicro(ARGV[10]) } end
    for meter = 1, 3 do
      if limits[meter] then
        level[meter] = level[meter] + min(taken[meter] - used[meter], back[meter])
      end
    end
    forget(id, back)
    writeBuckets(0)
  end
end

