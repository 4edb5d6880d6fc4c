-- Admission for all processes: decide-admission.ts and what it uses once more, in the same order and with
-- the same integers, so that both give the same answers. The files of this folder are one script, in the
-- order that admission-script.ts gives.
--
-- KEYS  for each scope with limits:
--         leases by the time at which they expire: the places in use
--         what they took ('l' and their id) and the meters ('b'); absent without windows that count
--         leases that may still give back, oldest first
--         what is known of the vendor's pace; absent where its concurrency is declared
--         processes that wait for a place, in the order in which they joined
--         classes that compete; absent while none does
--       and at the end, until when each of the scopes is left alone
-- ARGV  1 what is asked  2 the time in ms, '' for that of this server
--       3 and on: see each in admission.lua; and then how many scopes have limits, and for each of them
--         requests at once, or ''; 'adaptive' or ''; the weight of the class, '' where classes share nothing
--         how many windows it has that count, and their names; and for each of these its limit; its length
--         in ms, or when its days end; and an amount
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

-- The scopes with limits, read from the argument on that tells how many there are.
local function readScopes(at)
  local scopes, keysAt = {}, 0
  for index = 1, tonumber(ARGV[at]) do
    local scope = {
      leasesKey = KEYS[keysAt + 1], takenKey = KEYS[keysAt + 2], orderKey = KEYS[keysAt + 3],
      paceKey = KEYS[keysAt + 4], turnsKey = KEYS[keysAt + 5], sharesKey = KEYS[keysAt + 6],
      concurrency = tonumber(ARGV[at + 1]), isAdaptive = ARGV[at + 2] ~= '', weight = tonumber(ARGV[at + 3]),
      meters = tonumber(ARGV[at + 4]), names = ARGV[at + 5], metersAt = at + 6,
    }
    keysAt, at = keysAt + 6, at + 5 + scope.meters * 3
    scope.hasPlaces = scope.concurrency or scope.isAdaptive
    scopes[index] = scope
  end
  return scopes, keysAt
end

