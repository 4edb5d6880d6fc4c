-- The windows that count: meter.ts and metered-amounts.ts once more, for one scope that has any.
local function toMicro(units)
  return ceil(tonumber(units)) * 1000000
end

local function openMeters(scope)
  local takenKey, orderKey, leasesKey = scope.takenKey, scope.orderKey, scope.leasesKey
  local names, count = scope.names, scope.meters
  -- Of each meter: what a full one holds, what it gains in a ms (nothing of a day), what a request takes of
  -- it at most beyond its level, and when days end.
  local full, perMs, allMicro, ends = {}, {}, {}, {}
  local level, at, returnable = {}, {}, {}
  local sequence = 0
  local meters = {}

  for meter = 1, count do
    local argument = scope.metersAt + (meter - 1) * 3
    local limit, periodMs = tonumber(ARGV[argument]), tonumber(ARGV[argument + 1])
    if periodMs then
      full[meter] = limit * (1000000 / 20)
      perMs[meter] = (limit * (1000000 - 1000000 / 20)) / periodMs
      allMicro[meter] = 0
    else
      full[meter], allMicro[meter], ends[meter] = 0, limit * 1000000, ARGV[argument + 1]
    end
  end

  local function amountOf(meter)
    local amount = ARGV[scope.metersAt + (meter - 1) * 3 + 2]
    return amount ~= '' and toMicro(amount) or nil
  end

  local function dayEnd(meter)
    for endMs in string.gmatch(ends[meter], '%d+') do
      if tonumber(endMs) > nowMs then return tonumber(endMs) end
    end
    return nowMs + 86400000
  end

  local function msToGain(micro, meter)
    if micro <= 0 then return 0 end
    return ceil(micro / perMs[meter])
  end

  -- As many numbers to each meter, by the names of the meters that they were written for.
  local function unpackBy(packed, numbers, startAt)
    local writtenFor, from = struct.unpack('>s', packed, startAt)
    if writtenFor == names then
      return { struct.unpack('>' .. string.rep('d', count * numbers), packed, from) }
    end
    local found, at, values = {}, from, {}
    for name in string.gmatch(writtenFor, '%S+') do
      found[name], at = at, at + 8 * numbers
    end
    for name in string.gmatch(names, '%S+') do
      for number = 0, numbers - 1 do
        values[#values + 1] = found[name] and struct.unpack('>d', packed, found[name] + number * 8) or false
      end
    end
    return values
  end

  local function packBy(values, numbers)
    return struct.pack('>s' .. string.rep('d', count * numbers), names, unpack(values, 1, count * numbers))
  end

  -- What a lease took and what it may give back, by meter, in pairs.
  local function readTaken(id)
    local packed = call('HGET', takenKey, 'l' .. id)
    if not packed then return nil end
    local taken = unpackBy(packed, 2, 1)
    for index = 1, count * 2 do taken[index] = taken[index] or 0 end
    return taken
  end

  local function forget(id, taken)
    for meter = 1, count do returnable[meter] = returnable[meter] - taken[meter * 2] end
    call('HDEL', takenKey, 'l' .. id)
    call('ZREM', orderKey, id)
  end

  local function start(meter)
    level[meter], at[meter] = full[meter], ends[meter] and dayEnd(meter) or nowMs
  end

  local function refill(meter)
    if ends[meter] then
      if nowMs >= at[meter] then start(meter) end
      return
    end
    local elapsedMs = max(0, nowMs - at[meter])
    if elapsedMs >= msToGain(full[meter] - level[meter], meter) then
      level[meter] = full[meter]
      at[meter] = max(nowMs, at[meter])
    else
      level[meter] = level[meter] + floor(elapsedMs * perMs[meter])
      at[meter] = at[meter] + elapsedMs
    end
  end

  local function readMeters()
    local packed = call('HGET', takenKey, 'b')
    local values = packed and unpackBy(packed, 3, 9) or {}
    if packed then sequence = struct.unpack('>d', packed) end
    for meter = 1, count do
      local first = (meter - 1) * 3
      level[meter], at[meter], returnable[meter] = values[first + 1], values[first + 2], values[first + 3] or 0
      if not level[meter] then start(meter) end
      refill(meter)
    end
  end

  meters.write = function(forMs)
    local values = {}
    for meter = 1, count do
      local first = (meter - 1) * 3
      values[first + 1], values[first + 2], values[first + 3] = level[meter], at[meter], returnable[meter]
      local neededMs = ends[meter] and at[meter] - nowMs or msToGain(full[meter] - level[meter], meter)
      forMs = max(forMs, neededMs)
    end
    call('HSET', takenKey, 'b', struct.pack('>d', sequence) .. packBy(values, 3))
    keep(takenKey, forMs)
  end

  -- A meter that is full again has made good what was taken from it: all that may be given back must fit
  -- in its room, and what does not is lost to the oldest leases.
  local function fitReturnable()
    local excess, over = {}, 0
    for meter = 1, count do
      excess[meter] = max(0, returnable[meter] - (full[meter] - level[meter]))
      over = over + excess[meter]
    end
    if over == 0 then return end
    for _, id in ipairs(call('ZRANGE', orderKey, 0, -1)) do
      local taken, left = readTaken(id), 0
      if not taken then break end
      for meter = 1, count do
        local cut = min(taken[meter * 2], excess[meter])
        taken[meter * 2] = taken[meter * 2] - cut
        excess[meter], over = excess[meter] - cut, over - cut
        returnable[meter] = returnable[meter] - cut
        left = left + taken[meter * 2]
      end
      call('HSET', takenKey, 'l' .. id, packBy(taken, 2))
      if left == 0 then call('ZREM', orderKey, id) end
      if over == 0 then return end
    end
    -- Of leases that are not known any more.
    for meter = 1, count do returnable[meter] = returnable[meter] - excess[meter] end
  end

  -- The slowest of those that do not hold what is needed: nothing, when all do.
  meters.slowest = function()
    local slowest, waitMs = nil, 0
    for meter = 1, count do
      local need, meterMs = amountOf(meter), 0
      if not ends[meter] then
        meterMs = msToGain(min(need, full[meter]) - level[meter], meter)
      elseif min(need, allMicro[meter]) > allMicro[meter] + level[meter] then
        meterMs = at[meter] - nowMs
      end
      if meterMs > waitMs then slowest, waitMs = meter, meterMs end
    end
    return slowest, waitMs
  end

  meters.nameOf = function(wanted)
    local meter = 0
    for name in string.gmatch(names, '%S+') do
      meter = meter + 1
      if meter == wanted then return name end
    end
  end

  meters.take = function(id, leaseMs)
    local taken = {}
    for meter = 1, count do
      local amount = amountOf(meter)
      taken[meter * 2 - 1], taken[meter * 2] = amount, amount
      level[meter] = level[meter] - amount
      returnable[meter] = returnable[meter] + amount
    end
    sequence = sequence + 1
    call('HSET', takenKey, 'l' .. id, packBy(taken, 2))
    call('ZADD', orderKey, sequence, id)
    keep(orderKey, leaseMs)
    meters.write(leaseMs)
  end

  meters.settle = function(id)
    local taken = readTaken(id)
    if taken then
      for meter = 1, count do
        local used = amountOf(meter) or taken[meter * 2 - 1]
        level[meter] = level[meter] + min(taken[meter * 2 - 1] - used, taken[meter * 2])
      end
      forget(id, taken)
    end
    meters.write(0)
  end

  -- Refilled to now, expired leases dropped: their place is free, what they took stays taken.
  readMeters()
  local expired = call('ZRANGEBYSCORE', leasesKey, '-inf', nowMs)
  for _, id in ipairs(expired) do
    local taken = readTaken(id)
    if taken then forget(id, taken) end
  end
  if #expired > 0 then call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs) end
  fitReturnable()
  return meters
end

