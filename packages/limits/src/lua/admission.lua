-- What may be asked, as decide-admission.ts answers it.
local asked = ARGV[1]

-- 7 lease id  8 lease ms  9 input tokens  10 output tokens  11 the process that asks:
-- {1, expires at ms, how many more places it may take; nothing without a limit} or {0, wait ms, bucket}
if asked == 'admit' then
  local id, leaseMs, asker = ARGV[7], tonumber(ARGV[8]), ARGV[11]
  local isLimited, pace, waiting, turns, inUse, placesLeft = concurrency or isAdaptive
  local function refuse(bucket, waitMs)
    if isMetered then writeBuckets(0) end
    return { 0, waitMs, bucket }
  end
  if isMetered then bringUpToDate() end
  local blockedUntilMs = tonumber(call('GET', coolDownKey) or 0)
  if blockedUntilMs > nowMs then return refuse('cool-down', blockedUntilMs - nowMs) end
  if isLimited then
    if not isMetered then call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs) end
    pace = isAdaptive and readPace()
    waiting, inUse = call('GET', turnsKey), call('ZCARD', leasesKey)
    placesLeft = (pace and pace.limit or concurrency) - inUse - 1
    turns = (waiting or placesLeft < 0) and readTurns(waiting)
    if turns then placesLeft = placesLeft - turns.placesKept(asker) end
    if placesLeft < 0 then
      local waitMs = waitForPlaceMs(leaseMs, pace and pace.basePaceMs or 0)
      turns.wait(asker, waitMs)
      return refuse('concurrency', waitMs)
    end
  end
  local takenMicro = isMetered and { 1000000, toMicro(ARGV[9]), toMicro(ARGV[10]) }
  if isMetered then
    local slowest, waitMs = slowestMeter(takenMicro)
    if slowest then return refuse(({ 'requests', 'input-tokens', 'output-tokens' })[slowest], waitMs) end
  end
  if isMetered or isLimited then
    call('ZADD', leasesKey, nowMs + leaseMs, id)
    keep(leasesKey, leaseMs)
  end
  if waiting then turns.finish(asker) end
  if pace then noteAdmission(pace, inUse + 1) end
  if isMetered then takeFromBuckets(id, takenMicro, leaseMs) end
  return { 1, nowMs + leaseMs, placesLeft }
end

-- 7 lease id  8 'used', 'nothing' or 'unknown'  9, 10 input and output tokens used
-- 11 'answered', 'timed-out', 'busy' or 'other'  12 after how many ms
if asked == 'settle' then
  local id = ARGV[7]
  if isMetered then
    bringUpToDate()
  elseif isAdaptive then
    call('ZREMRANGEBYSCORE', leasesKey, '-inf', nowMs)
  end
  local wasHeld = call('ZREM', leasesKey, id) == 1
  if isAdaptive and wasHeld then
    noteEnd(ARGV[11], floor(tonumber(ARGV[12])), call('ZCARD', leasesKey) + 1)
  end
  if isMetered then settleWithBuckets(id, ARGV[8]) end
  return
end

-- 7 for how many ms
if asked == 'cool-down' then
  local forMs = tonumber(ARGV[7])
  local untilMs = nowMs + forMs
  if untilMs <= tonumber(call('GET', coolDownKey) or 0) then return end
  call('SET', coolDownKey, untilMs, 'PX', max(0, forMs) + keptForMs)
  return
end

-- {places in use, how many there may be; nothing without a limit}
if asked == 'capacity' then
  local inUse = call('ZCOUNT', leasesKey, '(' .. string.format('%.0f', nowMs), '+inf')
  return { inUse, isAdaptive and readPace().limit or concurrency }
end

-- 7, 8, 9, 10 … when a lease expires, and its id: what a live process holds, should it be forgotten here
if asked == 'restore' then
  for index = 7, #ARGV, 2 do
    local leftMs = tonumber(ARGV[index]) - nowMs
    if leftMs > 0 then
      call('ZADD', leasesKey, 'NX', ARGV[index], ARGV[index + 1])
      keep(leasesKey, leftMs)
    end
  end
end
