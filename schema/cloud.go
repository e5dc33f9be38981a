package schema

import "github.com/driftsync/driftsync/abi"

// LocalID is the cloud column of a single-column local key, after redaction.
const LocalID = "local_id"

// Bookkeeping columns stand in every cloud table beside the carried ones; no
// carried column may have one of these names.
var bookkeeping = []CloudColumn{
	{Name: "tenant_id", Postgres: "UUID"},
	{Name: "project_id", Postgres: "UUID"},
	{Name: "id", Postgres: "UUID"},
	{Name: "sync_source_id", Postgres: "UUID"},
	{Name: "sync_epoch", Postgres: "BIGINT"},
	{Name: "synced_at", Postgres: "TIMESTAMPTZ"},
	{Name: "first_synced_at", Postgres: "TIMESTAMPTZ"},
	{Name: "removed_at", Postgres: "TIMESTAMPTZ"},
}

// CloudColumn is one column of a cloud table.
type CloudColumn struct {
	Name     string
	Postgres string  // type in Postgres
	Source   *Column // nil for bookkeeping columns
}

// ColumnType is a column of a cloud table by name and type alone.
type ColumnType struct {
	Name string `json:"name"`
	Type string `json:"type"` // as [CloudColumn].Postgres
}

// Bookkeeping returns the columns that every cloud table has beside the carried
// ones. local_id is a carried column under another name, and is not among them.
func Bookkeeping() []CloudColumn { return append([]CloudColumn(nil), bookkeeping...) }

// CloudColumns returns all columns of the cloud table: bookkeeping, then carried
// ones in catalogue order.
func (t *Table) CloudColumns() []CloudColumn {
	columns := Bookkeeping()
	for _, c := range t.Carried() {
		columns = append(columns, CloudColumn{Name: c.InCloud(), Postgres: t.postgres(c), Source: c})
	}
	return columns
}

// InCloud returns the column's name in the cloud table.
func (c *Column) InCloud() string {
	if c.CloudName != "" {
		return c.CloudName
	}
	return c.Name
}

// postgres returns the column's type in Postgres: SQLite integers have 64 bits, and
// a blob leaves as hexadecimal digits or, decoded, as JSON text.
func (t *Table) postgres(c *Column) string {
	switch {
	case c.Boolean:
		return "BOOLEAN"
	case c.Type == abi.Int:
		return "BIGINT"
	case c.Type == abi.Float:
		return "DOUBLE PRECISION"
	default:
		return "TEXT"
	}
}
