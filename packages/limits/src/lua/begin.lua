-- Admission for all processes: decide-admission.ts and what it uses once more, in the same order and with
-- the same integers, so that both give the same answers. The files of this folder are one script, in the
-- order that admission-script.ts gives.
--
-- KEYS  for each scope with limits:
--         leases by the time at which they expire: the places in use
--         where it has windows that count: what leases took ('l' and their id) and the meters ('b'), and
--           leases that may still give back, oldest first
--         where its concurrency adapts: what is known of the vendor's pace
--         where it has places: processes that wait for one, in the order in which they joined
--         where classes share: those that compete
--       and at the end, until when each of the scopes is left alone
-- ARGV  1 what is asked  2 the time in ms, '' for that of this server
--       3 and on: see each in admission.lua; and then the scopes with limits, as JSON, and an amount for each
--         window that counts. Of a scope: requests at once; whether that adapts; the weight of the class; the
--         windows' names, and a number that stands for these; and of each window, in millionths, how much it holds
--         and gains in a ms; of a day its limit, and when its days end. What it does not have is false.
local call, floor, ceil, min, max = redis.call, math.floor, math.ceil, math.min, math.max

-- Beyond the moment from which a key says nothing that its absence would not.
local keptForMs = 60000

local nowMs = tonumber(ARGV[2])
if not nowMs then
  local time = call('TIME')
  nowMs = time[1] * 1000 + floor(time[2] / 1000)
end

-- Not with every call: an expiry a minute too late harms nobody.
local function keep(key, forMs)
  local neededMs = forMs + keptForMs
  if call('PTTL', key) < neededMs then call('PEXPIRE', key, neededMs + keptForMs) end
end

-- The scopes with limits, read from the argument on that has them as JSON.
local function readScopes(at)
  local scopes, keysAt = {}, 0
  local function nextKey(isUsed)
    if not isUsed then return nil end
    keysAt = keysAt + 1
    return KEYS[keysAt]
  end
  for index, of in ipairs(cjson.decode(ARGV[at])) do
    local concurrency, isAdaptive = of.concurrency, of.isAdaptive
    local weight, meters = of.weight, #of.windows
    local hasPlaces, isMetered = concurrency or isAdaptive, meters > 0
    scopes[index] = {
      concurrency = concurrency, isAdaptive = isAdaptive, weight = weight, hasPlaces = hasPlaces,
      meters = meters, names = of.names, layout = of.layout, windows = of.windows, amountsAt = at, leasesKey = nextKey(true),
      takenKey = nextKey(isMetered), orderKey = nextKey(isMetered), paceKey = nextKey(isAdaptive),
      turnsKey = nextKey(hasPlaces), sharesKey = nextKey(weight),
    }
    at = at + meters
  end
  return scopes, keysAt
end

local doubles = '>' .. string.rep('d', 200)

-- When the day of this moment ends, of some days' ends in order.
local function dayEnd(ends)
  for endMs in string.gmatch(ends, '%d+') do
    if tonumber(endMs) > nowMs then return tonumber(endMs) end
  end
  return nowMs + 86400000
end

-- The same levels where they were kept for other windows: those of the windows that there are no more are
-- left out, and the new ones have none.
local function levelsByName(scope, packed)
  local found, at = {}, 17
  for name in string.gmatch(call('HGET', scope.takenKey, 'n') or '', '%S+') do
    if at + 23 <= #packed then found[name], at = { struct.unpack('>ddd', packed, at) }, at + 24 end
  end
  local values = { scope.layout, (struct.unpack('>d', packed, 9)) }
  for name in string.gmatch(scope.names, '%S+') do
    local one = found[name] or {}
    values[#values + 1], values[#values + 2], values[#values + 3] = one[1] or false, one[2] or false, 0
  end
  return values
end

local function nameOf(scope, wanted)
  local meter = 0
  for name in string.gmatch(scope.names, '%S+') do
    meter = meter + 1
    if meter == wanted then return name end
  end
end

