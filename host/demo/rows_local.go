package demo

import (
	"encoding/binary"
	"math"
	"strconv"
)

// localSites are the columns of tables that never leave into which a value is
// planted: none of them may ever be found in what was sent.
var localSites = map[string]bool{
	"parse_cache.parse_result_json": true, "reachability_cache.reachable_set": true, "context_cache.session_id": true,
	"memory_embeddings.content_hash": true, "memory_embedding_link.model_version": true, "session_contexts.metadata": true,
	"session_analytics.event_data": true, "sync_state.last_sync_token": true, "sync_log.details": true,
	"conflict_log.local_version": true, "metric_snapshots.labels": true, "query_performance_log.parameters": true,
	"memory_events_archive.delta": true, "materialized_views.label": true, "delta_queue.delta_json": true,
	"peer_clocks.vector_clock_json": true,
}

// localJSON are those of them that hold JSON.
var localJSON = map[string]bool{
	"parse_cache.parse_result_json": true, "reachability_cache.reachable_set": true, "session_contexts.metadata": true,
	"session_analytics.event_data": true, "sync_log.details": true, "conflict_log.local_version": true,
	"metric_snapshots.labels": true, "query_performance_log.parameters": true, "memory_events_archive.delta": true,
	"delta_queue.delta_json": true, "peer_clocks.vector_clock_json": true,
}

func localSpecs() map[string]spec {
	return map[string]spec{
		"drift.parse_cache":        {weight: 0.5, row: (*generator).parseCache},
		"drift.reachability_cache": {weight: 0.3, row: (*generator).reachability},
		"drift.context_cache":      {weight: 0.1, max: 5000, row: (*generator).contextCache},
		"cortex.schema_version": {min: 15, max: 15, row: func(g *generator, i int) []any {
			return []any{i + 1, g.iso(0)}
		}},
		"cortex.memory_embeddings":     {weight: 0.05, max: 500, row: (*generator).embedding},
		"cortex.memory_embedding_link": {max: 8, row: (*generator).embeddingLink},
		"cortex.session_contexts":      {max: 40, row: (*generator).session},
		"cortex.session_analytics":     {weight: 0.1, max: 5000, row: (*generator).sessionEvent},
		"cortex.sync_state": {min: 1, max: 1, row: func(g *generator, i int) []any {
			return []any{1, g.iso(i), "token", "idle", g.iso(i)}
		}},
		"cortex.sync_log":              {weight: 0.1, max: 5000, row: (*generator).syncEntry},
		"cortex.conflict_log":          {weight: 0.05, max: 500, row: (*generator).conflict},
		"cortex.metric_snapshots":      {weight: 0.1, max: 5000, row: (*generator).metric},
		"cortex.query_performance_log": {weight: 0.1, max: 5000, row: (*generator).query},
		"cortex.memory_events_archive": {weight: 0.1, max: 5000, row: (*generator).archived},
		"cortex.materialized_views":    {max: 20, row: (*generator).view},
		"cortex.delta_queue":           {weight: 0.05, max: 500, row: (*generator).delta},
		"cortex.peer_clocks":           {max: 8, row: (*generator).clock},
	}
}

func (g *generator) parseCache(i int) []any {
	rel, f := g.functionAt(i)
	result := object{"file": g.abs(rel), "functions": list{object{"name": f.name, "source": f.signature}}}
	return []any{hash8("parse", rel, strconv.Itoa(i)), g.languageAt(i), doc(result), began}
}

func (g *generator) reachability(i int) []any {
	return []any{g.functionKey(i), of(i, "forward", "inverse"), doc(list{g.functionKey(i + 1), g.functionKey(i + 2)}), of(i, "low", "high"), began}
}

func (g *generator) contextCache(i int) []any {
	return []any{nil, g.uuid("session", i%9), of(i, "fix_bug", "add_feature"), of(i, "overview", "full"), 400 + i%900, hash64("context", strconv.Itoa(i)), g.unix(i)}
}

// embedding is a short vector; a real one has 384 numbers.
func (g *generator) embedding(i int) []any {
	var vector []byte
	for range 16 {
		vector = binary.LittleEndian.AppendUint32(vector, math.Float32bits(g.rng.Float32()))
	}
	return []any{nil, hash64("embedding", strconv.Itoa(i)), vector, 16, "all-minilm-l6", g.iso(i)}
}

func (g *generator) embeddingLink(i int) []any {
	return []any{g.memory(i), 1 + i%g.counts["cortex.memory_embeddings"], g.iso(i), "v1"}
}

func (g *generator) session(i int) []any {
	return []any{
		g.uuid("session", i), g.iso(i), g.sometimes(3, g.iso(i+60)), doc(list{g.memory(i)}), 900, 2000, doc(object{"cwd": g.abs(g.moduleAt(i))}),
	}
}

func (g *generator) sessionEvent(i int) []any {
	return []any{nil, g.uuid("session", i%g.counts["cortex.session_contexts"]), of(i, "query", "load"), doc(object{"query": "where is " + g.nameAt(i)}), g.iso(i)}
}

func (g *generator) syncEntry(i int) []any {
	return []any{nil, of(i, "push", "pull"), g.memory(i), "update", of(i, "pending", "done"), doc(object{"file": g.abs(g.moduleAt(i))}), g.iso(i)}
}

func (g *generator) conflict(i int) []any {
	return []any{nil, g.memory(i), doc(g.whole(i)), doc(g.whole(i + 1)), of(i, "pending", "local_wins"), g.sometimes(2, g.iso(i)), g.iso(i)}
}

func (g *generator) metric(i int) []any {
	return []any{nil, of(i, "cache_hits", "latency_ms"), g.ratio(), doc(object{"host": "build-7"}), g.iso(i)}
}

func (g *generator) query(i int) []any {
	return []any{nil, of(i, "hybrid", "keyword"), 20 * g.ratio(), i % 9, doc(object{"text": "how does " + g.nameAt(i) + " work"}), g.iso(i)}
}

func (g *generator) archived(i int) []any {
	return []any{i + 1, g.memory(i), g.iso(i), "created", doc(g.whole(i)), "system", "system", nil, 1, g.iso(i + 9)}
}

func (g *generator) view(i int) []any {
	return []any{nil, "view " + strconv.Itoa(i), g.iso(i), 40 + i, doc(list{1, 2}), 1 + i%g.counts["cortex.drift_snapshots"], "system", i % 2}
}

func (g *generator) delta(i int) []any {
	return []any{nil, g.agent(i), g.agent(i + 1), g.memory(i), doc(g.whole(i)), doc(object{g.agent(i): i}), g.iso(i), i % 2, nil}
}

func (g *generator) clock(i int) []any {
	return []any{g.agent(i), g.agent(i + 1), doc(object{g.agent(i): 3 + i}), g.iso(i)}
}
