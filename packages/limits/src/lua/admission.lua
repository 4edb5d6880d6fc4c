-- What may be asked, as decide-admission.ts answers it.
local asked = ARGV[1]

-- Each scope refilled and rid of what has expired.
local function bringUpToDate(scope)
  if scope.meters > 0 then
    scope.metered = openMeters(scope, asked)
  elseif scope.hasPlaces then
    call('ZREMRANGEBYSCORE', scope.leasesKey, '-inf', nowMs)
  end
end

-- Whether another class or another process goes first, or all places are taken: then what was full, and
-- how long to wait.
local function whoIsFirst(scope, leaseMs, asker)
  if scope.shares and scope.shares.mustYield() then return 'share', yieldMs end
  if not scope.hasPlaces then return nil end
  scope.inUse = call('ZCARD', scope.leasesKey)
  local places = scope.concurrency
  if scope.pace then places = places and min(scope.pace.limit, places) or scope.pace.limit end
  local placesLeft = places - scope.inUse - 1
  local turns = (scope.waiting or placesLeft < 0) and readTurns(scope.turnsKey, scope.waiting)
  if turns then placesLeft = placesLeft - turns.placesKept(asker) end
  scope.turns, scope.placesLeft = turns, placesLeft
  if placesLeft >= 0 then return nil end
  return 'concurrency', waitForPlaceMs(scope.leasesKey, leaseMs, scope.pace and scope.pace.basePaceMs or 0)
end

-- 3 lease id  4 lease ms  5 the process that asks  6 its class:
-- {1, expires at ms, how many more places it may take; nothing without a limit} or
-- {0, wait ms, which scope, from 0; which window}
if asked == 'admit' then
  local id, leaseMs, asker, class = ARGV[3], tonumber(ARGV[4]), ARGV[5], ARGV[6]
  local scopes, keysAt = readScopes(7)
  local looked, coolDowns = {}, #KEYS - keysAt
  for index = 1, coolDowns do looked[index] = KEYS[keysAt + index] end
  for _, scope in ipairs(scopes) do
    bringUpToDate(scope)
    looked[#looked + 1] = scope.hasPlaces and scope.turnsKey or nil
    looked[#looked + 1] = scope.weight and scope.sharesKey or nil
  end
  local found = call('MGET', unpack(looked))

  local function refuse(waitMs, index, window)
    for _, scope in ipairs(scopes) do
      if scope.metered then scope.metered.write(0) end
    end
    local scope = scopes[index + 1]
    if window ~= 'cool-down' and scope.shares then scope.shares.wait(waitMs) end
    return { 0, waitMs, index, window }
  end

  local coolIndex, coolMs = 0, 0
  for index = 1, coolDowns do
    local waitMs = (tonumber(found[index] or 0)) - nowMs
    if waitMs > coolMs then coolIndex, coolMs = index - 1, waitMs end
  end
  if coolMs > 0 then return refuse(coolMs, coolIndex, 'cool-down') end

  local at = coolDowns
  for _, scope in ipairs(scopes) do
    if scope.hasPlaces then
      at = at + 1
      scope.waiting = found[at]
    end
    if scope.weight then
      at = at + 1
      scope.shares = readShares(scope, found[at], class)
    end
    if scope.isAdaptive then scope.pace = openPace(scope.paceKey) end
  end

  local placesLeft
  for index, scope in ipairs(scopes) do
    local window, waitMs = whoIsFirst(scope, leaseMs, asker)
    if window == 'concurrency' then scope.turns.wait(asker, waitMs) end
    if window then return refuse(waitMs, index - 1, window) end
    if scope.placesLeft then placesLeft = min(placesLeft or scope.placesLeft, scope.placesLeft) end
  end

  local slowIndex, slowMeter, slowMs = 0, nil, 0
  for index, scope in ipairs(scopes) do
    if scope.metered then
      local meter, waitMs = scope.metered.slowest()
      if waitMs > slowMs then slowIndex, slowMeter, slowMs = index, meter, waitMs end
    end
  end
  if slowMeter then return refuse(slowMs, slowIndex - 1, nameOf(scopes[slowIndex], slowMeter)) end

  for _, scope in ipairs(scopes) do
    call('ZADD', scope.leasesKey, nowMs + leaseMs, id)
    keep(scope.leasesKey, leaseMs)
    if scope.waiting then scope.turns.finish(asker) end
    if scope.shares then scope.shares.admit() end
    if scope.pace then scope.pace.noteAdmission(scope.inUse + 1) end
    if scope.metered then scope.metered.take(id, leaseMs) end
  end
  return { 1, nowMs + leaseMs, placesLeft }
end

-- 3 lease id  4 'answered', 'timed-out', 'busy' or 'other'  5 after how many ms; amounts are what was used
if asked == 'release' then
  local id = ARGV[3]
  for _, scope in ipairs((readScopes(6))) do
    if scope.meters > 0 or scope.isAdaptive then bringUpToDate(scope) end
    local wasHeld = call('ZREM', scope.leasesKey, id) == 1
    if scope.isAdaptive and wasHeld then
      local inUse = call('ZCARD', scope.leasesKey) + 1
      openPace(scope.paceKey).noteEnd(ARGV[4], floor(tonumber(ARGV[5])), inUse)
    end
    if scope.metered then scope.metered.release(id) end
  end
  return
end

-- amounts are what the vendor says it would accept now
if asked == 'clamp' then
  for _, scope in ipairs((readScopes(3))) do
    if scope.meters > 0 then
      bringUpToDate(scope)
      scope.metered.clamp()
    end
  end
  return
end

-- 3 for how many ms
if asked == 'cool-down' then
  local forMs, coolDownKey = tonumber(ARGV[3]), KEYS[1]
  local untilMs = nowMs + forMs
  if untilMs <= tonumber(call('GET', coolDownKey) or 0) then return end
  call('SET', coolDownKey, untilMs, 'PX', max(0, forMs) + keptForMs)
  return
end

-- for each scope {places in use, how many there may be; below zero: any number}
if asked == 'capacity' then
  local capacities = {}
  for index, scope in ipairs((readScopes(3))) do
    local inUse = call('ZCOUNT', scope.leasesKey, '(' .. string.format('%.0f', nowMs), '+inf')
    local places = scope.isAdaptive and openPace(scope.paceKey).limit or nil
    places = places and min(places, scope.concurrency or places) or scope.concurrency
    capacities[index] = { inUse, places or -1 }
  end
  return capacities
end

-- 3 how many leases, and of each when it expires, and its id: what a live process holds, should it be
-- forgotten here
if asked == 'restore' then
  local leases = tonumber(ARGV[3])
  for _, scope in ipairs((readScopes(4 + leases * 2))) do
    for index = 4, 2 + leases * 2, 2 do
      local leftMs = tonumber(ARGV[index]) - nowMs
      if leftMs > 0 then
        call('ZADD', scope.leasesKey, 'NX', ARGV[index], ARGV[index + 1])
        keep(scope.leasesKey, leftMs)
      end
    end
  end
end
