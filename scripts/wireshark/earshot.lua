-- Shows what Earshot found on the packets of a capture, in Wireshark and tshark.
--
--   earshot analyze call.pcap --format lua -o call.lua
--   EARSHOT_FINDINGS=call.lua wireshark -X lua_script:scripts/wireshark/earshot.lua call.pcap
--
-- (or copy this file to Wireshark's folder of plugins). EARSHOT_FINDINGS names the answers; without it nothing is shown. Filters:
-- earshot, earshot.severity == "fault", earshot.code contains "loss", earshot.lost_before > 0.

local earshot = Proto("earshot", "Earshot findings")
local severity = ProtoField.string("earshot.severity", "Severity")
local code = ProtoField.string("earshot.code", "Code")
local subject = ProtoField.string("earshot.subject", "Call and stream")
local summary = ProtoField.string("earshot.summary", "Summary")
local shows = ProtoField.string("earshot.shows", "This packet")
local remedy = ProtoField.string("earshot.remedy", "What to do")
local id = ProtoField.string("earshot.finding", "Finding")
local lost = ProtoField.uint32("earshot.lost_before", "Packets lost before this one")
local stream = ProtoField.string("earshot.stream", "Stream")
earshot.fields = { severity, code, subject, summary, shows, remedy, id, lost, stream }
local fault = ProtoExpert.new("earshot.fault", "Earshot: fault", expert.group.SEQUENCE, expert.severity.ERROR)
local warning = ProtoExpert.new("earshot.warning", "Earshot: warning", expert.group.SEQUENCE, expert.severity.WARN)
local note = ProtoExpert.new("earshot.note", "Earshot: note", expert.group.SEQUENCE, expert.severity.NOTE)
earshot.experts = { fault, warning, note }

local answers = nil
local looked = false

-- The answers are a table; they are read without any function within their reach.
local function read(path)
    local file = io.open(path, "r")
    if not file then return nil end
    local text = file:read("*a")
    file:close()
    local chunk
    if setfenv then
        chunk = loadstring(text, "@" .. path)
        if chunk then setfenv(chunk, {}) end
    else
        chunk = load(text, "@" .. path, "t", {})
    end
    if not chunk then return nil end
    local fine, result = pcall(chunk)
    if fine and type(result) == "table" and type(result.findings) == "table" then return result end
    return nil
end

local function look()
    looked = true
    local named = os.getenv("EARSHOT_FINDINGS")
    if named then answers = read(named) end
end

function earshot.init() looked = false; answers = nil end

function earshot.dissector(buffer, pinfo, tree)
    if not looked then look() end
    if not answers then return end
    local found = answers.findings[pinfo.number]
    local gaps = answers.losses[pinfo.number]
    if not found and not gaps then return end
    local top = tree:add(earshot, buffer(0, 0))
    top:set_generated()
    for _, entry in ipairs(found or {}) do
        local item = top:add(summary, entry.summary)
        item:set_generated()
        item:add(severity, entry.severity):set_generated()
        item:add(code, entry.code):set_generated()
        if entry.subject ~= "" then item:add(subject, entry.subject):set_generated() end
        item:add(shows, entry.text):set_generated()
        item:add(remedy, entry.remedy):set_generated()
        item:add(id, entry.id):set_generated()
        local expert_info = entry.severity == "fault" and fault or entry.severity == "warning" and warning or note
        item:add_proto_expert_info(expert_info, entry.code .. ": " .. entry.summary)
    end
    for _, entry in ipairs(gaps or {}) do
        local item = top:add(lost, entry.packets)
        item:set_generated()
        item:add(stream, entry.stream):set_generated()
    end
end

register_postdissector(earshot)
