package rule

// AreaSize is the room for a table in the memory of the engine's module, in bytes.
const AreaSize = 4 << 20

// AreaName stands in that memory, with the address of the room behind it in 8 bytes.
const AreaName = "driftsync/rules/area/1:5a7c3e900"
