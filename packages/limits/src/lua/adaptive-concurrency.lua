-- adaptive-concurrency.ts and round-pace.ts once more, for one scope whose concurrency nobody declares.
local function openPace(paceKey)
  local firstLimit, mostAllowed = 2, 256
  local quickMs, slowMs = 200, 300
  local evidence, mostHeldRounds, answersPerFailure = 8, 6, 16
  local leastCautionMs, mostCautionMs, forgottenAfterMs = 60000, 960000, 600000
  -- What admitting needs comes first.
  local packing, mostInUseAt = '>ddddddddddddddddddd', 16

  local function firstPacked(mostInUse)
    return struct.pack(packing,
      firstLimit, 0, mostInUse, nowMs, firstLimit, 1, 0, 0, 0, 0, 0, -1, 0, 0, 0, 0, 0, 0, 0)
  end

  local function keepPacked(packed)
    call('SET', paceKey, packed, 'PX', forgottenAfterMs + keptForMs)
  end

  -- Nothing when it is not known, or was too long ago.
  local function readPacked()
    local packed = call('GET', paceKey)
    if not packed then return nil end
    local _, _, _, endedAtMs = struct.unpack('>dddd', packed)
    return nowMs - endedAtMs < forgottenAfterMs and packed or nil
  end

  local packed = readPacked()
  local limit, basePaceMs, mostInUse = struct.unpack('>ddd', packed or firstPacked(0))
  local pace = { limit = limit, basePaceMs = basePaceMs }

  pace.noteAdmission = function(inUse)
    if inUse <= mostInUse then return end
    if not packed then return keepPacked(firstPacked(inUse)) end
    call('SETRANGE', paceKey, mostInUseAt, struct.pack('>d', inUse))
  end

  pace.noteEnd = function(ended, durationMs, inUse)
    local s = {}
    s.limit, s.basePaceMs, s.mostInUse, s.endedAtMs, s.step, s.baseLimit, s.answered, s.answeredMs,
    s.answeredSquaredMs, s.failed, s.heldRounds, s.sinceMs, s.wholeLimit, s.wholePaceMs, s.troubleLimit,
    s.troublePaceMs, s.troubleUntilMs, s.cautionMs, s.isDown =
      struct.unpack(packing, packed or firstPacked(0))

    local function meanMs()
      return max(1, floor(s.answeredMs / s.answered))
    end

    local function isPlainly(sign, thanMs)
      local gap = (s.answeredMs - s.answered * thanMs) * sign
      local spread = s.answered * s.answeredSquaredMs - s.answeredMs * s.answeredMs
      return gap > 0 and gap * gap * (s.answered - 1) > spread
    end

    local function lowerBase(paceMs)
      s.basePaceMs = max(1, min(s.basePaceMs, floor((s.basePaceMs + paceMs) / 2)))
    end

    local function raiseBase(paceMs)
      if s.limit > 1 and s.limit < s.baseLimit * 2 then return lowerBase(paceMs) end
      s.basePaceMs, s.baseLimit = max(1, floor((s.basePaceMs + paceMs) / 2)), s.limit
    end

    local function smallStep(limit)
      return max(1, floor(limit / 8))
    end

    local function nextRound()
      s.answered, s.answeredMs, s.answeredSquaredMs, s.failed, s.mostInUse = 0, 0, 0, 0, 0
    end

    local function keepsBase(paceMs)
      if s.answered < evidence then return paceMs * 4 <= s.basePaceMs * 5 end
      return not isPlainly(1, floor((s.basePaceMs * 3) / 2))
    end

    local function raise(paceMs, keepsPace)
      local room = keepsPace and s.limit * 2 or floor((s.limit * quickMs) / paceMs)
      local isPast = paceMs * s.troubleLimit * 2 <= s.troublePaceMs * s.limit
      local isWary = nowMs < s.troubleUntilMs and not isPast
      local most = isWary and s.troubleLimit - 1 or mostAllowed
      nextRound()
      raiseBase(paceMs)
      s.heldRounds = 0
      s.limit = max(s.limit, min(s.limit + s.step, room, most, mostAllowed))
      s.step = min(s.limit, s.step * 2)
    end

    local function hold(paceMs)
      local isSlow = paceMs > slowMs and isPlainly(1, s.basePaceMs * 2)
      local held, used = s.heldRounds + 1, min(s.limit, s.mostInUse)
      nextRound()
      lowerBase(paceMs)
      if held < (isSlow and 2 or min(s.limit, mostHeldRounds)) then
        s.heldRounds, s.step = held, smallStep(s.limit)
        return
      end
      s.wholeLimit, s.wholePaceMs = s.limit, paceMs
      s.limit, s.heldRounds, s.sinceMs = max(1, floor(used / 2)), 0, nowMs
    end

    local function endTrial(paceMs)
      local isOurQueue = isPlainly(-1, floor((s.wholePaceMs * 2) / 3))
      nextRound()
      if isOurQueue then
        lowerBase(paceMs)
        s.step = 1
      else
        s.basePaceMs, s.baseLimit = paceMs, s.limit
        s.limit, s.step = s.wholeLimit, smallStep(s.wholeLimit)
      end
      s.wholeLimit, s.wholePaceMs = 0, 0
    end

    local function afterAnswer()
      if s.basePaceMs == 0 then s.basePaceMs = max(1, durationMs) end
      s.answered, s.answeredMs = s.answered + 1, s.answeredMs + durationMs
      s.answeredSquaredMs, s.isDown = s.answeredSquaredMs + durationMs * durationMs, 0
      if s.answered < s.limit then return end
      local paceMs, isSure = meanMs(), s.answered >= evidence
      if s.wholeLimit > 0 then
        if isSure or paceMs <= quickMs then endTrial(paceMs) end
        return
      end
      local keepsPace = s.limit == 1 or keepsBase(paceMs)
      local isGood = keepsPace or paceMs <= quickMs
      if isGood and s.mostInUse >= s.limit then return raise(paceMs, keepsPace) end
      if not isSure then return end
      if not isGood and s.mostInUse * 2 >= s.limit then return hold(paceMs) end
      nextRound()
      lowerBase(paceMs)
    end

    local function fall()
      local used = min(s.limit, max(s.mostInUse, inUse))
      local isBusy, wasDown = ended == 'busy', s.isDown == 1
      local isQueued = s.answered > 0 and meanMs() * 4 > s.basePaceMs * 5
      nextRound()
      s.limit, s.heldRounds, s.wholeLimit, s.wholePaceMs = max(1, floor(used / 2)), 0, 0, 0
      s.step, s.sinceMs, s.isDown = s.limit, nowMs, 1
      if wasDown or not (isBusy or isQueued) then return end
      local isRepeated = nowMs < s.troubleUntilMs + s.cautionMs * 4
      s.cautionMs = isRepeated and min(mostCautionMs, s.cautionMs * 2) or leastCautionMs
      s.step, s.troubleLimit, s.troublePaceMs = 1, used, isBusy and 0 or durationMs
      s.troubleUntilMs = nowMs + s.cautionMs
    end

    s.endedAtMs = nowMs
    if ended ~= 'other' and nowMs - durationMs > s.sinceMs then
      if ended == 'answered' then
        afterAnswer()
      elseif (s.failed + 1) * answersPerFailure <= s.answered then
        s.failed = s.failed + 1
      else
        fall()
      end
    end
    keepPacked(struct.pack(packing, s.limit, s.basePaceMs, s.mostInUse, s.endedAtMs, s.step, s.baseLimit,
      s.answered, s.answeredMs, s.answeredSquaredMs, s.failed, s.heldRounds, s.sinceMs, s.wholeLimit,
      s.wholePaceMs, s.troubleLimit, s.troublePaceMs, s.troubleUntilMs, s.cautionMs, s.isDown))
  end

  return pace
end

