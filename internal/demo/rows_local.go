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
		"cortex.schema_version": {min: 15, max: 15, row: func(g *generator, i int) cells {
			return cells{"version": i + 1, "applied_at": g.iso(0)}
		}},
		"cortex.memory_embeddings":     {weight: 0.05, max: 500, row: (*generator).embedding},
		"cortex.memory_embedding_link": {max: 8, row: (*generator).embeddingLink},
		"cortex.session_contexts":      {max: 40, row: (*generator).session},
		"cortex.session_analytics":     {weight: 0.1, max: 5000, row: (*generator).sessionEvent},
		"cortex.sync_state": {min: 1, max: 1, row: func(g *generator, i int) cells {
			return cells{"id": 1, "last_sync_at": g.iso(i), "last_sync_token": "token", "status": "idle", "updated_at": g.iso(i)}
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

func (g *generator) parseCache(i int) cells {
	rel, f := g.functionAt(i)
	result := object{"file": g.abs(rel), "functions": list{object{"name": f.name, "source": f.signature}}}
	return cells{
		"content_hash": hash8("parse", rel, strconv.Itoa(i)), "language": g.languageAt(i), "parse_result_json": doc(result),
		"created_at": began,
	}
}

func (g *generator) reachability(i int) cells {
	return cells{
		"source_node": g.functionKey(i), "direction": of(i, "forward", "inverse"),
		"reachable_set": doc(list{g.functionKey(i + 1), g.functionKey(i + 2)}), "sensitivity": of(i, "low", "high"),
		"computed_at": began,
	}
}

func (g *generator) contextCache(i int) cells {
	return cells{
		"session_id": g.uuid("session", i%9), "intent": of(i, "fix_bug", "add_feature"), "depth": of(i, "overview", "full"),
		"token_count": 400 + i%900, "content_hash": hash64("context", strconv.Itoa(i)), "created_at": g.unix(i),
	}
}

// embedding is a short vector; a real one has 384 numbers.
func (g *generator) embedding(i int) cells {
	var vector []byte
	for range 16 {
		vector = binary.LittleEndian.AppendUint32(vector, math.Float32bits(g.rng.Float32()))
	}
	return cells{
		"content_hash": hash64("embedding", strconv.Itoa(i)), "embedding": vector, "dimensions": 16,
		"model_name": "all-minilm-l6", "created_at": g.iso(i),
	}
}

func (g *generator) embeddingLink(i int) cells {
	return cells{
		"memory_id": g.memory(i), "embedding_id": 1 + i%g.counts["cortex.memory_embeddings"], "created_at": g.iso(i),
		"model_version": "v1",
	}
}

func (g *generator) session(i int) cells {
	return cells{
		"id": g.uuid("session", i), "started_at": g.iso(i), "ended_at": g.sometimes(3, g.iso(i+60)),
		"loaded_memories": doc(list{g.memory(i)}), "tokens_used": 900, "tokens_budget": 2000,
		"metadata": doc(object{"cwd": g.abs(g.moduleAt(i))}),
	}
}

func (g *generator) sessionEvent(i int) cells {
	return cells{
		"session_id": g.uuid("session", i%g.counts["cortex.session_contexts"]), "event_type": of(i, "query", "load"),
		"event_data": doc(object{"query": "where is " + g.nameAt(i)}), "timestamp": g.iso(i),
	}
}

func (g *generator) syncEntry(i int) cells {
	return cells{
		"direction": of(i, "push", "pull"), "memory_id": g.memory(i), "operation": "update", "status": of(i, "pending", "done"),
		"details": doc(object{"file": g.abs(g.moduleAt(i))}), "timestamp": g.iso(i),
	}
}

func (g *generator) conflict(i int) cells {
	return cells{
		"memory_id": g.memory(i), "local_version": doc(g.whole(i)), "remote_version": doc(g.whole(i + 1)),
		"resolution": of(i, "pending", "local_wins"), "resolved_at": g.sometimes(2, g.iso(i)), "timestamp": g.iso(i),
	}
}

func (g *generator) metric(i int) cells {
	return cells{
		"metric_name": of(i, "cache_hits", "latency_ms"), "metric_value": g.ratio(), "labels": doc(object{"host": "build-7"}),
		"timestamp": g.iso(i),
	}
}

func (g *generator) query(i int) cells {
	return cells{
		"query_type": of(i, "hybrid", "keyword"), "duration_ms": 20 * g.ratio(), "result_count": i % 9,
		"parameters": doc(object{"text": "how does " + g.nameAt(i) + " work"}), "timestamp": g.iso(i),
	}
}

func (g *generator) archived(i int) cells {
	return cells{
		"event_id": i + 1, "memory_id": g.memory(i), "recorded_at": g.iso(i), "event_type": "created", "delta": doc(g.whole(i)),
		"actor_type": "system", "actor_id": "system", "caused_by": nil, "schema_version": 1, "archived_at": g.iso(i + 9),
	}
}

func (g *generator) view(i int) cells {
	return cells{
		"label": "view " + strconv.Itoa(i), "timestamp": g.iso(i), "memory_count": 40 + i, "snapshot_ids": doc(list{1, 2}),
		"drift_snapshot_id": 1 + i%g.counts["cortex.drift_snapshots"], "created_by": "system", "auto_refresh": i % 2,
	}
}

func (g *generator) delta(i int) cells {
	return cells{
		"source_agent": g.agent(i), "target_agent": g.agent(i + 1), "memory_id": g.memory(i), "delta_json": doc(g.whole(i)),
		"vector_clock": doc(object{g.agent(i): i}), "created_at": g.iso(i), "applied": i % 2, "applied_at": nil,
	}
}

func (g *generator) clock(i int) cells {
	return cells{
		"agent_id": g.agent(i), "peer_agent": g.agent(i + 1), "vector_clock_json": doc(object{g.agent(i): 3 + i}),
		"updated_at": g.iso(i),
	}
}
