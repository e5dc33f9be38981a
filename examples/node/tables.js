// Made from driftsync's catalogue by `DRIFTSYNC_UPDATE=1 go test -run TestTables .`; do not edit.

/** @type {import('./cloud.d.ts').TableSyncDef[]} */
export const TIER1_TABLES = [
  {
    "localTable": "file_metadata",
    "cloudTable": "cloud_file_stats",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "functions",
    "cloudTable": "cloud_functions",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "scan_history",
    "cloudTable": "cloud_scan_history",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "call_edges",
    "cloudTable": "cloud_call_edges",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "data_access",
    "cloudTable": "cloud_data_access",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "detections",
    "cloudTable": "cloud_detections",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "boundaries",
    "cloudTable": "cloud_boundaries",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "pattern_confidence",
    "cloudTable": "cloud_pattern_confidence",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "outliers",
    "cloudTable": "cloud_outliers",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "conventions",
    "cloudTable": "cloud_conventions",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "taint_flows",
    "cloudTable": "cloud_taint_flows",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "error_gaps",
    "cloudTable": "cloud_error_gaps",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "impact_scores",
    "cloudTable": "cloud_impact_scores",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "test_coverage",
    "cloudTable": "cloud_test_coverage",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "test_quality",
    "cloudTable": "cloud_test_quality",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "coupling_metrics",
    "cloudTable": "cloud_coupling_metrics",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "coupling_cycles",
    "cloudTable": "cloud_coupling_cycles",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "constraints",
    "cloudTable": "cloud_constraints",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "constraint_verifications",
    "cloudTable": "cloud_constraint_results",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "contracts",
    "cloudTable": "cloud_contracts",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "contract_mismatches",
    "cloudTable": "cloud_contract_mismatches",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "constants",
    "cloudTable": "cloud_constants",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "secrets",
    "cloudTable": "cloud_secrets",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "env_variables",
    "cloudTable": "cloud_env_variables",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "wrappers",
    "cloudTable": "cloud_wrappers",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "dna_genes",
    "cloudTable": "cloud_dna_genes",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "dna_mutations",
    "cloudTable": "cloud_dna_mutations",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "crypto_findings",
    "cloudTable": "cloud_crypto_findings",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "owasp_findings",
    "cloudTable": "cloud_owasp_findings",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "decomposition_decisions",
    "cloudTable": "cloud_decomposition_decisions",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "violations",
    "cloudTable": "cloud_violations",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "gate_results",
    "cloudTable": "cloud_gate_results",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "audit_snapshots",
    "cloudTable": "cloud_audit_snapshots",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "health_trends",
    "cloudTable": "cloud_health_trends",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "feedback",
    "cloudTable": "cloud_feedback",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "policy_results",
    "cloudTable": "cloud_policy_results",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "degradation_alerts",
    "cloudTable": "cloud_degradation_alerts",
    "db": "drift",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "bridge_grounding_results",
    "cloudTable": "cloud_grounding_results",
    "db": "bridge",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "bridge_grounding_snapshots",
    "cloudTable": "cloud_grounding_snapshots",
    "db": "bridge",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "bridge_event_log",
    "cloudTable": "cloud_bridge_events",
    "db": "bridge",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "bridge_metrics",
    "cloudTable": "cloud_bridge_metrics",
    "db": "bridge",
    "conflictColumns": "sync_source_id,id"
  },
  {
    "localTable": "bridge_memories",
    "cloudTable": "cloud_bridge_memories",
    "db": "bridge",
    "conflictColumns": "sync_source_id,id"
  }
];

/** @type {Record<string, import('./cloud.d.ts').RedactionConfig>} */
export const REDACTION_CONFIGS = {
  "boundaries": {
    "fields": {
      "file": "path"
    }
  },
  "constants": {
    "fields": {
      "file": "path"
    }
  },
  "contracts": {
    "fields": {
      "source_file": "path"
    }
  },
  "crypto_findings": {
    "fields": {
      "code": "code",
      "file": "path"
    }
  },
  "data_access": {
    "fields": {
      "table_name": "code"
    }
  },
  "detections": {
    "fields": {
      "file": "path",
      "matched_text": "code"
    }
  },
  "dna_genes": {
    "fields": {
      "exemplars": "code"
    }
  },
  "dna_mutations": {
    "fields": {
      "code": "code",
      "file": "code"
    }
  },
  "env_variables": {
    "fields": {
      "file": "path"
    }
  },
  "error_gaps": {
    "fields": {
      "file": "path"
    }
  },
  "file_metadata": {
    "fields": {
      "content_hash": "blob_hex",
      "path": "path"
    }
  },
  "functions": {
    "fields": {
      "body_hash": "blob_hex",
      "file": "path",
      "return_type": "code",
      "signature_hash": "blob_hex"
    }
  },
  "memories": {
    "fields": {
      "content_hash": "blob_hex"
    }
  },
  "memory_files": {
    "fields": {
      "content_hash": "blob_hex",
      "file_path": "path"
    }
  },
  "memory_functions": {
    "fields": {
      "file_path": "path",
      "signature": "code"
    }
  },
  "memory_snapshots": {
    "fields": {
      "state": "blob_hex"
    }
  },
  "migration_corrections": {
    "fields": {
      "corrected_text": "code",
      "original_text": "code"
    }
  },
  "migration_modules": {
    "fields": {
      "spec_content": "code"
    }
  },
  "outliers": {
    "fields": {
      "file": "path"
    }
  },
  "owasp_findings": {
    "fields": {
      "description": "code",
      "file": "path"
    }
  },
  "scan_history": {
    "fields": {
      "root_path": "root_path"
    }
  },
  "secrets": {
    "fields": {
      "file": "path",
      "redacted_value": "secret"
    }
  },
  "taint_flows": {
    "fields": {
      "sink_file": "path",
      "source_file": "path"
    }
  },
  "violations": {
    "fields": {
      "file": "path"
    }
  },
  "wrappers": {
    "fields": {
      "file": "path"
    }
  }
};
