-- One request per token and path, made in turn; the figures come out as one line of JSON.

local made, turn = {}, 0

local function lines(name)
  local found = {}
  for line in io.lines(os.getenv("SCRATCH") .. "/" .. name) do found[#found + 1] = line end
  return found
end

function init()
  local request = lines("request")
  local headers = {}
  for _, line in ipairs(lines("headers")) do
    local name, value = line:match("^([^:]+): (.*)$")
    headers[name] = value
  end
  local body = request[2]
  if body == "" then body = nil end
  local tokens = lines("tokens")
  if #tokens == 0 then tokens = { "" } end
  for _, token in ipairs(tokens) do
    headers["Authorization"] = token ~= "" and ("Bearer " .. token) or nil
    for _, path in ipairs(lines("paths")) do made[#made + 1] = wrk.format(request[1], path, headers, body) end
  end
end

function request()
  turn = turn % #made + 1
  return made[turn]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '\n{"per_second": %f, "p50_ms": %f, "p99_ms": %f, "refused": %d}\n',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    failed.connect + failed.read + failed.write + failed.status + failed.timeout))
end
