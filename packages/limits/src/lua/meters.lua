-- The windows that count: meter.ts and metered-amounts.ts once more, for one scope that has any. What is not
-- asked for is not made.
local function openMeters(scope, asked)
  local takenKey, orderKey, leasesKey, amountsAt = scope.takenKey, scope.orderKey, scope.leasesKey, scope.amountsAt
  local count, layout = scope.meters, scope.layout
  -- Of each meter: what a full one holds; what it gains in a ms; of a day instead, all that it holds and its ends.
  local full, perMs, allMicro, ends = { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, {}, {}
  local level, at, returnable, amount = { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }, { 0, 0, 0, 0 }
  local sequence, isNewLayout = 0, false
  local levelsFormat = string.sub(doubles, 1, 3 + count * 3)
  local takenFormat = string.sub(doubles, 1, 2 + count * 2)
  local meters = {}

  for meter = 1, count do
    local most, gain, amountText = scope.windows[meter][1], scope.windows[meter][2], ARGV[amountsAt + meter]
    if gain then
      full[meter] = most
      perMs[meter] = gain
    else
      full[meter], allMicro[meter], ends[meter] = 0, most * 1000000, scope.windows[meter][3]
    end
    amount[meter] = amountText ~= '' and ceil(tonumber(amountText)) * 1000000
  end

  local function msToGain(micro, meter)
    if micro <= 0 then return 0 end
    return ceil(micro / perMs[meter])
  end

  local function start(meter)
    level[meter], at[meter] = full[meter], ends[meter] and dayEnd(ends[meter]) or nowMs
  end

  -- What a lease took and what it may give back, by meter, in pairs; of one that other windows are known
  -- of, nothing: it gives nothing back.
  local function readTaken(id)
    local packed = call('HGET', takenKey, 'l' .. id)
    if not packed or #packed ~= 8 + 16 * count then return nil end
    local taken = { struct.unpack(takenFormat, packed) }
    return taken[1] == layout and taken or nil
  end

  local function writeTaken(id, taken)
    call('HSET', takenKey, 'l' .. id, struct.pack(takenFormat, unpack(taken, 1, 1 + count * 2)))
  end

  local function forget(id, taken)
    for meter = 1, count do returnable[meter] = returnable[meter] - taken[meter * 2 + 1] end
    call('HDEL', takenKey, 'l' .. id)
    call('ZREM', orderKey, id)
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
    local values = packed and #packed == 16 + 24 * count and { struct.unpack(levelsFormat, packed) }
    isNewLayout = not values or values[1] ~= layout
    if isNewLayout then
      values = packed and levelsByName(scope, packed) or { layout, 0 }
      returnable = { 0, 0, 0, 0 }
    end
    sequence = values[2]
    for meter = 1, count do
      local first = meter * 3
      level[meter], at[meter], returnable[meter] = values[first], values[first + 1], values[first + 2] or 0
      if not level[meter] then start(meter) end
      refill(meter)
    end
  end

  meters.write = function(forMs)
    local values = { layout, sequence, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
    for meter = 1, count do
      local first = meter * 3
      values[first], values[first + 1], values[first + 2] = level[meter], at[meter], returnable[meter]
      forMs = max(forMs, ends[meter] and at[meter] - nowMs or msToGain(full[meter] - level[meter], meter))
    end
    call('HSET', takenKey, 'b', struct.pack(levelsFormat, unpack(values, 1, 2 + count * 3)))
    if isNewLayout then call('HSET', takenKey, 'n', scope.names) end
    keep(takenKey, forMs)
  end

  -- A meter that is full again has made good what was taken from it: all that may be given back must fit
  -- in its room, and what does not is lost to the oldest leases.
  local function fitReturnable()
    local excess, over = { 0, 0, 0, 0 }, 0
    for meter = 1, count do
      excess[meter] = max(0, returnable[meter] - (full[meter] - level[meter]))
      over = over + excess[meter]
    end
    if over == 0 then return end
    for _, id in ipairs(call('ZRANGE', orderKey, 0, -1)) do
      local taken, left = readTaken(id), 0
      if not taken then
        call('ZREM', orderKey, id)
      else
        for meter = 1, count do
          local back = meter * 2 + 1
          local cut = min(taken[back], excess[meter])
          taken[back], returnable[meter] = taken[back] - cut, returnable[meter] - cut
          excess[meter], over, left = excess[meter] - cut, over - cut, left + taken[back]
        end
        writeTaken(id, taken)
        if left == 0 then call('ZREM', orderKey, id) end
        if over == 0 then return end
      end
    end
    -- Of leases that are not known any more.
    for meter = 1, count do returnable[meter] = returnable[meter] - excess[meter] end
  end

  if asked == 'admit' then
    -- The slowest of those that do not hold what is needed: nothing, when all do.
    meters.slowest = function()
      local slowest, waitMs = nil, 0
      for meter = 1, count do
        local meterMs = 0
        if not ends[meter] then
          meterMs = msToGain(min(amount[meter], full[meter]) - level[meter], meter)
        elseif min(amount[meter], allMicro[meter]) > allMicro[meter] + level[meter] then
          meterMs = at[meter] - nowMs
        end
        if meterMs > waitMs then slowest, waitMs = meter, meterMs end
      end
      return slowest, waitMs
    end

    meters.take = function(id, leaseMs)
      local taken = { layout, 0, 0, 0, 0, 0, 0, 0, 0 }
      for meter = 1, count do
        local needed = amount[meter]
        taken[meter * 2], taken[meter * 2 + 1] = needed, needed
        level[meter], returnable[meter] = level[meter] - needed, returnable[meter] + needed
      end
      sequence = sequence + 1
      writeTaken(id, taken)
      call('ZADD', orderKey, sequence, id)
      keep(orderKey, leaseMs)
      meters.write(leaseMs)
    end
  elseif asked == 'clamp' then
    -- heard-limits.ts once more.
    meters.clamp = function()
      for meter = 1, count do
        local told = amount[meter]
        if told then level[meter] = min(level[meter], told - (allMicro[meter] or 0)) end
      end
      meters.write(0)
    end
  else
    meters.release = function(id)
      local taken = readTaken(id)
      if taken then
        for meter = 1, count do
          local had, back = taken[meter * 2], taken[meter * 2 + 1]
          level[meter] = level[meter] + min(had - (amount[meter] or had), back)
        end
        forget(id, taken)
      end
      meters.write(0)
    end
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

