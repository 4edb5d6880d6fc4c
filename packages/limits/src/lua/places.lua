-- places.ts and turns.ts once more.
local leastWaitMs, mostWaitMs = 10, 250
local patienceMs, mostTurns = 250, 16

local function waitForPlaceMs(leasesKey, leaseMs, basePaceMs)
  local first = call('ZRANGE', leasesKey, 0, 0, 'WITHSCORES')[2]
  if not first then return leastWaitMs end
  local freeInMs = first - nowMs
  local partMs = floor(max(basePaceMs, leaseMs - freeInMs) / 8)
  return min(freeInMs, max(leastWaitMs, min(mostWaitMs, partMs)))
end

-- Who waits, as 'asker since until' one after the other; `text` is nothing while nobody does.
local function readTurns(turnsKey, text)
  local turns = {}
  for asker, sinceMs, untilMs in string.gmatch(text or '', '(%S+) (%d+) (%d+)') do
    if tonumber(untilMs) > nowMs then
      turns[#turns + 1] = { asker = asker, sinceMs = tonumber(sinceMs), untilMs = tonumber(untilMs) }
    end
  end

  local function write()
    if #turns == 0 then return call('DEL', turnsKey) end
    local parts = {}
    for index, turn in ipairs(turns) do
      parts[index] = string.format('%s %.0f %.0f', turn.asker, turn.sinceMs, turn.untilMs)
    end
    call('SET', turnsKey, table.concat(parts, ' '), 'PX', keptForMs)
  end

  local function indexOf(asker)
    for index, turn in ipairs(turns) do
      if turn.asker == asker then return index end
    end
  end

  return {
    placesKept = function(asker)
      local kept = 0
      for index = 1, (indexOf(asker) or #turns + 1) - 1 do
        if nowMs - turns[index].sinceMs >= patienceMs then kept = kept + 1 end
      end
      return kept
    end,
    wait = function(asker, waitMs)
      local own = indexOf(asker)
      if not own and #turns < mostTurns then
        own = #turns + 1
        turns[own] = { asker = asker, sinceMs = nowMs }
      end
      if own then turns[own].untilMs = nowMs + waitMs * 2 + patienceMs end
      write()
    end,
    finish = function(asker)
      local own = indexOf(asker)
      if own then table.remove(turns, own) end
      write()
    end,
  }
end

