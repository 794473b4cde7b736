-- Asks for the names of a list in order, each thread from a place of its own, again and again. Requests are made once, before the clock starts.
--   wrk -s walk.lua URL -- NAMES
-- Ends with one line: requests TAB microseconds TAB bytes TAB errors
local threads = 0
function setup(thread)
  thread:set("place", threads)
  threads = threads + 1
end

local requests, count, at = {}, 0, 0
function init(args)
  for name in io.lines(args[1]) do
    count = count + 1
    requests[count] = wrk.format("GET", "/" .. name)
  end
  at = place * math.floor(count / 2)
end

function request()
  at = at % count + 1
  return requests[at]
end

function done(summary)
  local e = summary.errors
  io.write(string.format("RESULT\t%d\t%d\t%d\t%d\n", summary.requests, summary.duration, summary.bytes, e.connect + e.read + e.write + e.status + e.timeout))
end
