-- class-shares.ts once more: who competes, as the level and then 'class served seen waits', one after the
-- other; `text` is nothing while nobody does.
local forgottenShareMs, longestWaitMs, yieldMs = 5000, 2000, 50

local function readShares(scope, text, class)
  local levelMicro, classes, isKnown = 0, {}, false
  if text then
    levelMicro = tonumber(string.match(text, '^%S+'))
    for name, served, seen, waits in string.gmatch(text, '(%a+) (%S+) (%S+) (%S+)') do
      local one = { served = tonumber(served), seen = tonumber(seen), waits = tonumber(waits) }
      classes[name] = one
      isKnown = isKnown or nowMs - one.seen < forgottenShareMs
    end
    if not isKnown then levelMicro, classes = 0, {} end
  end

  local function served()
    local own = classes[class]
    if own and nowMs - own.seen < forgottenShareMs then return own.served end
    return max(own and own.served or 0, levelMicro)
  end

  local function write(own)
    classes[class] = own
    local parts = { string.format('%.0f', levelMicro) }
    for name, one in pairs(classes) do
      parts[#parts + 1] = string.format('%s %.0f %.0f %.0f', name, one.served, one.seen, one.waits)
    end
    call('SET', scope.sharesKey, table.concat(parts, ' '), 'PX', keptForMs)
  end

  return {
    mustYield = function()
      local own = served()
      for name, one in pairs(classes) do
        if name ~= class and one.waits > nowMs and one.served < own then return true end
      end
      return false
    end,
    wait = function(waitMs)
      write({ served = served(), seen = nowMs, waits = nowMs + min(waitMs, longestWaitMs) * 2 + patienceMs })
    end,
    admit = function()
      if not isKnown then return end
      levelMicro = served()
      write({ served = levelMicro + floor(1000000 / scope.weight), seen = nowMs, waits = 0 })
    end,
  }
end

