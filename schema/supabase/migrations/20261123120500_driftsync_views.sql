-- driftsync: what dashboards read. Every view asks with the reader's rights. A
-- current_ view holds the live rows of the project's primary source.

create view public.current_file_stats with (security_invoker = true) as
  select r.* from public.cloud_file_stats r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_file_stats is 'driftsync: live rows of the primary source';
create view public.current_functions with (security_invoker = true) as
  select r.* from public.cloud_functions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_functions is 'driftsync: live rows of the primary source';
create view public.current_scan_history with (security_invoker = true) as
  select r.* from public.cloud_scan_history r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_scan_history is 'driftsync: live rows of the primary source';
create view public.current_call_edges with (security_invoker = true) as
  select r.* from public.cloud_call_edges r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_call_edges is 'driftsync: live rows of the primary source';
create view public.current_data_access with (security_invoker = true) as
  select r.* from public.cloud_data_access r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_data_access is 'driftsync: live rows of the primary source';
create view public.current_detections with (security_invoker = true) as
  select r.* from public.cloud_detections r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_detections is 'driftsync: live rows of the primary source';
create view public.current_boundaries with (security_invoker = true) as
  select r.* from public.cloud_boundaries r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_boundaries is 'driftsync: live rows of the primary source';
create view public.current_pattern_confidence with (security_invoker = true) as
  select r.* from public.cloud_pattern_confidence r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_pattern_confidence is 'driftsync: live rows of the primary source';
create view public.current_outliers with (security_invoker = true) as
  select r.* from public.cloud_outliers r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_outliers is 'driftsync: live rows of the primary source';
create view public.current_conventions with (security_invoker = true) as
  select r.* from public.cloud_conventions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_conventions is 'driftsync: live rows of the primary source';
create view public.current_taint_flows with (security_invoker = true) as
  select r.* from public.cloud_taint_flows r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_taint_flows is 'driftsync: live rows of the primary source';
create view public.current_error_gaps with (security_invoker = true) as
  select r.* from public.cloud_error_gaps r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_error_gaps is 'driftsync: live rows of the primary source';
create view public.current_impact_scores with (security_invoker = true) as
  select r.* from public.cloud_impact_scores r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_impact_scores is 'driftsync: live rows of the primary source';
create view public.current_test_coverage with (security_invoker = true) as
  select r.* from public.cloud_test_coverage r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_test_coverage is 'driftsync: live rows of the primary source';
create view public.current_test_quality with (security_invoker = true) as
  select r.* from public.cloud_test_quality r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_test_quality is 'driftsync: live rows of the primary source';
create view public.current_coupling_metrics with (security_invoker = true) as
  select r.* from public.cloud_coupling_metrics r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_coupling_metrics is 'driftsync: live rows of the primary source';
create view public.current_coupling_cycles with (security_invoker = true) as
  select r.* from public.cloud_coupling_cycles r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_coupling_cycles is 'driftsync: live rows of the primary source';
create view public.current_constraints with (security_invoker = true) as
  select r.* from public.cloud_constraints r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_constraints is 'driftsync: live rows of the primary source';
create view public.current_constraint_results with (security_invoker = true) as
  select r.* from public.cloud_constraint_results r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_constraint_results is 'driftsync: live rows of the primary source';
create view public.current_contracts with (security_invoker = true) as
  select r.* from public.cloud_contracts r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_contracts is 'driftsync: live rows of the primary source';
create view public.current_contract_mismatches with (security_invoker = true) as
  select r.* from public.cloud_contract_mismatches r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_contract_mismatches is 'driftsync: live rows of the primary source';
create view public.current_constants with (security_invoker = true) as
  select r.* from public.cloud_constants r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_constants is 'driftsync: live rows of the primary source';
create view public.current_secrets with (security_invoker = true) as
  select r.* from public.cloud_secrets r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_secrets is 'driftsync: live rows of the primary source';
create view public.current_env_variables with (security_invoker = true) as
  select r.* from public.cloud_env_variables r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_env_variables is 'driftsync: live rows of the primary source';
create view public.current_wrappers with (security_invoker = true) as
  select r.* from public.cloud_wrappers r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_wrappers is 'driftsync: live rows of the primary source';
create view public.current_dna_genes with (security_invoker = true) as
  select r.* from public.cloud_dna_genes r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_dna_genes is 'driftsync: live rows of the primary source';
create view public.current_dna_mutations with (security_invoker = true) as
  select r.* from public.cloud_dna_mutations r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_dna_mutations is 'driftsync: live rows of the primary source';
create view public.current_crypto_findings with (security_invoker = true) as
  select r.* from public.cloud_crypto_findings r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_crypto_findings is 'driftsync: live rows of the primary source';
create view public.current_owasp_findings with (security_invoker = true) as
  select r.* from public.cloud_owasp_findings r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_owasp_findings is 'driftsync: live rows of the primary source';
create view public.current_decomposition_decisions with (security_invoker = true) as
  select r.* from public.cloud_decomposition_decisions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_decomposition_decisions is 'driftsync: live rows of the primary source';
create view public.current_violations with (security_invoker = true) as
  select r.* from public.cloud_violations r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_violations is 'driftsync: live rows of the primary source';
create view public.current_gate_results with (security_invoker = true) as
  select r.* from public.cloud_gate_results r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_gate_results is 'driftsync: live rows of the primary source';
create view public.current_audit_snapshots with (security_invoker = true) as
  select r.* from public.cloud_audit_snapshots r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_audit_snapshots is 'driftsync: live rows of the primary source';
create view public.current_health_trends with (security_invoker = true) as
  select r.* from public.cloud_health_trends r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_health_trends is 'driftsync: live rows of the primary source';
create view public.current_feedback with (security_invoker = true) as
  select r.* from public.cloud_feedback r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_feedback is 'driftsync: live rows of the primary source';
create view public.current_policy_results with (security_invoker = true) as
  select r.* from public.cloud_policy_results r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_policy_results is 'driftsync: live rows of the primary source';
create view public.current_degradation_alerts with (security_invoker = true) as
  select r.* from public.cloud_degradation_alerts r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_degradation_alerts is 'driftsync: live rows of the primary source';
create view public.current_simulations with (security_invoker = true) as
  select r.* from public.cloud_simulations r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_simulations is 'driftsync: live rows of the primary source';
create view public.current_decisions with (security_invoker = true) as
  select r.* from public.cloud_decisions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_decisions is 'driftsync: live rows of the primary source';
create view public.current_migration_projects with (security_invoker = true) as
  select r.* from public.cloud_migration_projects r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_migration_projects is 'driftsync: live rows of the primary source';
create view public.current_migration_modules with (security_invoker = true) as
  select r.* from public.cloud_migration_modules r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_migration_modules is 'driftsync: live rows of the primary source';
create view public.current_migration_corrections with (security_invoker = true) as
  select r.* from public.cloud_migration_corrections r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_migration_corrections is 'driftsync: live rows of the primary source';
create view public.current_grounding_results with (security_invoker = true) as
  select r.* from public.cloud_grounding_results r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_grounding_results is 'driftsync: live rows of the primary source';
create view public.current_grounding_snapshots with (security_invoker = true) as
  select r.* from public.cloud_grounding_snapshots r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_grounding_snapshots is 'driftsync: live rows of the primary source';
create view public.current_bridge_events with (security_invoker = true) as
  select r.* from public.cloud_bridge_events r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_bridge_events is 'driftsync: live rows of the primary source';
create view public.current_bridge_metrics with (security_invoker = true) as
  select r.* from public.cloud_bridge_metrics r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_bridge_metrics is 'driftsync: live rows of the primary source';
create view public.current_bridge_memories with (security_invoker = true) as
  select r.* from public.cloud_bridge_memories r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_bridge_memories is 'driftsync: live rows of the primary source';
create view public.current_memories with (security_invoker = true) as
  select r.* from public.cloud_memories r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memories is 'driftsync: live rows of the primary source';
create view public.current_memory_relationships with (security_invoker = true) as
  select r.* from public.cloud_memory_relationships r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_relationships is 'driftsync: live rows of the primary source';
create view public.current_memory_patterns with (security_invoker = true) as
  select r.* from public.cloud_memory_patterns r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_patterns is 'driftsync: live rows of the primary source';
create view public.current_memory_constraints with (security_invoker = true) as
  select r.* from public.cloud_memory_constraints r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_constraints is 'driftsync: live rows of the primary source';
create view public.current_memory_files with (security_invoker = true) as
  select r.* from public.cloud_memory_files r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_files is 'driftsync: live rows of the primary source';
create view public.current_memory_functions with (security_invoker = true) as
  select r.* from public.cloud_memory_functions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_functions is 'driftsync: live rows of the primary source';
create view public.current_causal_edges with (security_invoker = true) as
  select r.* from public.cloud_causal_edges r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_causal_edges is 'driftsync: live rows of the primary source';
create view public.current_causal_evidence with (security_invoker = true) as
  select r.* from public.cloud_causal_evidence r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_causal_evidence is 'driftsync: live rows of the primary source';
create view public.current_memory_audit_log with (security_invoker = true) as
  select r.* from public.cloud_memory_audit_log r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_audit_log is 'driftsync: live rows of the primary source';
create view public.current_consolidation_metrics with (security_invoker = true) as
  select r.* from public.cloud_consolidation_metrics r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_consolidation_metrics is 'driftsync: live rows of the primary source';
create view public.current_cortex_degradation_log with (security_invoker = true) as
  select r.* from public.cloud_cortex_degradation_log r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_cortex_degradation_log is 'driftsync: live rows of the primary source';
create view public.current_memory_validation with (security_invoker = true) as
  select r.* from public.cloud_memory_validation r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_validation is 'driftsync: live rows of the primary source';
create view public.current_memory_contradictions with (security_invoker = true) as
  select r.* from public.cloud_memory_contradictions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_contradictions is 'driftsync: live rows of the primary source';
create view public.current_memory_versions with (security_invoker = true) as
  select r.* from public.cloud_memory_versions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_versions is 'driftsync: live rows of the primary source';
create view public.current_embedding_models with (security_invoker = true) as
  select r.* from public.cloud_embedding_models r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_embedding_models is 'driftsync: live rows of the primary source';
create view public.current_reclassification_history with (security_invoker = true) as
  select r.* from public.cloud_reclassification_history r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_reclassification_history is 'driftsync: live rows of the primary source';
create view public.current_reclassification_signals with (security_invoker = true) as
  select r.* from public.cloud_reclassification_signals r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_reclassification_signals is 'driftsync: live rows of the primary source';
create view public.current_memory_events with (security_invoker = true) as
  select r.* from public.cloud_memory_events r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_events is 'driftsync: live rows of the primary source';
create view public.current_memory_snapshots with (security_invoker = true) as
  select r.* from public.cloud_memory_snapshots r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_snapshots is 'driftsync: live rows of the primary source';
create view public.current_drift_snapshots with (security_invoker = true) as
  select r.* from public.cloud_drift_snapshots r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_drift_snapshots is 'driftsync: live rows of the primary source';
create view public.current_agent_registry with (security_invoker = true) as
  select r.* from public.cloud_agent_registry r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_agent_registry is 'driftsync: live rows of the primary source';
create view public.current_memory_namespaces with (security_invoker = true) as
  select r.* from public.cloud_memory_namespaces r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_namespaces is 'driftsync: live rows of the primary source';
create view public.current_namespace_permissions with (security_invoker = true) as
  select r.* from public.cloud_namespace_permissions r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_namespace_permissions is 'driftsync: live rows of the primary source';
create view public.current_memory_projections with (security_invoker = true) as
  select r.* from public.cloud_memory_projections r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_memory_projections is 'driftsync: live rows of the primary source';
create view public.current_provenance_log with (security_invoker = true) as
  select r.* from public.cloud_provenance_log r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_provenance_log is 'driftsync: live rows of the primary source';
create view public.current_agent_trust with (security_invoker = true) as
  select r.* from public.cloud_agent_trust r
  join public.projects p on p.tenant_id = r.tenant_id and p.id = r.project_id and p.primary_source_id = r.sync_source_id
  where r.removed_at is null;
comment on view public.current_agent_trust is 'driftsync: live rows of the primary source';

-- Words that Drift writes in more than one spelling (Critical, critical; ZoneOfPain,
-- zone_of_pain), in one: lower case without separators.
create or replace function app_private.plain_word(word text) returns text
language sql immutable parallel safe set search_path = '' as $$
  select lower(replace(replace(word, '_', ''), ' ', ''))
$$;
revoke all on function app_private.plain_word(text) from public, anon;
grant execute on function app_private.plain_word(text) to authenticated, service_role;

-- One row a project. Gates count by their latest result, not by every one there was.
create view public.v_project_health with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, p.name as project_name,
    v.total_violations, v.error_violations, v.warning_violations,
    g.total_gates, g.passed_gates,
    round(100.0 * g.passed_gates / nullif(g.total_gates, 0), 1) as gate_pass_rate_pct,
    c.avg_pattern_confidence, c.pattern_count,
    d.dna_gene_count, d.dna_avg_consistency,
    a.health_score as latest_health_score,
    m.module_count, m.modules_in_zone_of_pain,
    r.finished_at as last_push_at
  from public.projects p
  left join lateral (
    select coalesce(sum(n), 0)::bigint as total_violations,
      coalesce(sum(n) filter (where word = 'error'), 0)::bigint as error_violations,
      coalesce(sum(n) filter (where word = 'warning'), 0)::bigint as warning_violations
    from (
      select lower(x.severity) as word, count(*) as n
      from public.current_violations x where x.tenant_id = p.tenant_id and x.project_id = p.id group by 1) by_word) v on true
  left join lateral (
    select count(*) as total_gates, count(*) filter (where latest.passed) as passed_gates
    from (
      select distinct on (x.gate_id) x.gate_id, x.passed
      from public.current_gate_results x where x.tenant_id = p.tenant_id and x.project_id = p.id
      order by x.gate_id, x.run_at desc nulls last, x.local_id desc) latest) g on true
  left join lateral (
    select avg(x.posterior_mean) as avg_pattern_confidence, count(*) as pattern_count
    from public.current_pattern_confidence x where x.tenant_id = p.tenant_id and x.project_id = p.id) c on true
  left join lateral (
    select count(*) as dna_gene_count, avg(x.consistency) as dna_avg_consistency
    from public.current_dna_genes x where x.tenant_id = p.tenant_id and x.project_id = p.id) d on true
  left join lateral (
    select x.health_score from public.current_audit_snapshots x where x.tenant_id = p.tenant_id and x.project_id = p.id
    order by x.created_at desc nulls last limit 1) a on true
  left join lateral (
    select count(*) as module_count,
      count(*) filter (where app_private.plain_word(x.zone) = 'zoneofpain') as modules_in_zone_of_pain
    from public.current_coupling_metrics x where x.tenant_id = p.tenant_id and x.project_id = p.id) m on true
  left join lateral (
    select max(x.finished_at) as finished_at from public.sync_runs x
    where x.tenant_id = p.tenant_id and x.project_id = p.id and x.sync_source_id = p.primary_source_id) r on true;
comment on view public.v_project_health is 'driftsync: one row a project, of its primary source';

-- Violations that were open at the end of each of the last 30 days (UTC), from when
-- they were first seen to when they were removed. Drift's created_at is no help: every
-- analyze renews it. The rows are counted by their two days first, so that they are
-- read once and not once a day.
create view public.v_trend_violations with (security_invoker = true) as
  select s.tenant_id, s.project_id, d.day, s.severity, sum(s.violations)::bigint as violation_count
  from (
    select p.tenant_id, p.id as project_id, lower(x.severity) as severity,
      greatest((x.first_synced_at at time zone 'UTC')::date, (now() at time zone 'UTC')::date - 29) as first_day,
      (x.removed_at at time zone 'UTC')::date as removed_day, count(*) as violations
    from public.projects p
    join public.cloud_violations x on x.tenant_id = p.tenant_id and x.project_id = p.id and x.sync_source_id = p.primary_source_id
    where x.severity is not null
      and (x.removed_at is null or (x.removed_at at time zone 'UTC')::date > (now() at time zone 'UTC')::date - 29)
    group by 1, 2, 3, 4, 5) s
  join lateral (
    select (now() at time zone 'UTC')::date - n as day from generate_series(0, 29) n) d
    on d.day >= s.first_day and (s.removed_day is null or s.removed_day > d.day)
  group by s.tenant_id, s.project_id, d.day, s.severity;
comment on view public.v_trend_violations is 'driftsync: open violations by day and severity over 30 days';

-- Files are told apart by a hash of 64 bits, which sorts faster than their names.
create view public.v_top_violations with (security_invoker = true) as
  select x.tenant_id, x.project_id, x.rule_id, x.pattern_id, lower(x.severity) as severity,
    count(*) as occurrence_count, count(distinct hashtextextended(x.file, 0)) as affected_files,
    count(*) filter (where x.is_new) as new_count, count(*) filter (where x.suppressed) as suppressed_count
  from public.current_violations x
  group by x.tenant_id, x.project_id, x.rule_id, x.pattern_id, lower(x.severity);
comment on view public.v_top_violations is 'driftsync: live violations by rule; order by occurrence_count.desc';

-- Categories and weaknesses are counted by their codes, whatever list they stand in.
create view public.v_security_posture with (security_invoker = true) as
  select p.tenant_id, p.id as project_id, p.name as project_name,
    o.owasp_finding_count, o.owasp_avg_severity,
    k.owasp_categories_found, k.cwes_found, k.owasp_categories, k.cwes,
    c.crypto_finding_count,
    t.taint_flow_count, t.unsanitized_taint_count,
    s.secret_count, s.critical_secrets, s.high_severity_secrets, s.secrets_by_severity
  from public.projects p
  left join lateral (
    select count(*) as owasp_finding_count, avg(x.severity) as owasp_avg_severity
    from public.current_owasp_findings x where x.tenant_id = p.tenant_id and x.project_id = p.id) o on true
  left join lateral (
    select count(distinct code) filter (where kind = 'owasp') as owasp_categories_found,
      count(distinct code) filter (where kind = 'cwe') as cwes_found,
      coalesce(array_agg(distinct code order by code) filter (where kind = 'owasp'), '{}') as owasp_categories,
      coalesce(array_agg(distinct code order by code) filter (where kind = 'cwe'), '{}') as cwes
    from (
      select 'owasp' as kind, m[1] as code
      from (select distinct x.owasp_categories as list from public.current_owasp_findings x
        where x.tenant_id = p.tenant_id and x.project_id = p.id) x
      cross join lateral regexp_matches(x.list, '(A[0-9]{1,2})', 'g') m
      union
      select 'cwe', 'CWE-' || m[1]
      from (select distinct x.cwes as list from public.current_owasp_findings x
        where x.tenant_id = p.tenant_id and x.project_id = p.id) x
      cross join lateral regexp_matches(x.list, '([0-9]+)', 'g') m) codes) k on true
  left join lateral (
    select count(*) as crypto_finding_count
    from public.current_crypto_findings x where x.tenant_id = p.tenant_id and x.project_id = p.id) c on true
  left join lateral (
    select count(*) as taint_flow_count, count(*) filter (where x.is_sanitized is not true) as unsanitized_taint_count
    from public.current_taint_flows x where x.tenant_id = p.tenant_id and x.project_id = p.id) t on true
  left join lateral (
    select coalesce(sum(n), 0)::bigint as secret_count,
      coalesce(sum(n) filter (where word = 'critical'), 0)::bigint as critical_secrets,
      coalesce(sum(n) filter (where word in ('critical', 'high')), 0)::bigint as high_severity_secrets,
      coalesce(jsonb_object_agg(word, n) filter (where word is not null), '{}') as secrets_by_severity
    from (
      select lower(x.severity) as word, count(*) as n
      from public.current_secrets x where x.tenant_id = p.tenant_id and x.project_id = p.id group by 1) by_word) s on true;
comment on view public.v_security_posture is 'driftsync: one row a project: OWASP and CWE coverage, taint flows, crypto findings, secrets';

revoke all on table public.current_file_stats from public, anon, authenticated;
grant select on table public.current_file_stats to authenticated, service_role;
revoke all on table public.current_functions from public, anon, authenticated;
grant select on table public.current_functions to authenticated, service_role;
revoke all on table public.current_scan_history from public, anon, authenticated;
grant select on table public.current_scan_history to authenticated, service_role;
revoke all on table public.current_call_edges from public, anon, authenticated;
grant select on table public.current_call_edges to authenticated, service_role;
revoke all on table public.current_data_access from public, anon, authenticated;
grant select on table public.current_data_access to authenticated, service_role;
revoke all on table public.current_detections from public, anon, authenticated;
grant select on table public.current_detections to authenticated, service_role;
revoke all on table public.current_boundaries from public, anon, authenticated;
grant select on table public.current_boundaries to authenticated, service_role;
revoke all on table public.current_pattern_confidence from public, anon, authenticated;
grant select on table public.current_pattern_confidence to authenticated, service_role;
revoke all on table public.current_outliers from public, anon, authenticated;
grant select on table public.current_outliers to authenticated, service_role;
revoke all on table public.current_conventions from public, anon, authenticated;
grant select on table public.current_conventions to authenticated, service_role;
revoke all on table public.current_taint_flows from public, anon, authenticated;
grant select on table public.current_taint_flows to authenticated, service_role;
revoke all on table public.current_error_gaps from public, anon, authenticated;
grant select on table public.current_error_gaps to authenticated, service_role;
revoke all on table public.current_impact_scores from public, anon, authenticated;
grant select on table public.current_impact_scores to authenticated, service_role;
revoke all on table public.current_test_coverage from public, anon, authenticated;
grant select on table public.current_test_coverage to authenticated, service_role;
revoke all on table public.current_test_quality from public, anon, authenticated;
grant select on table public.current_test_quality to authenticated, service_role;
revoke all on table public.current_coupling_metrics from public, anon, authenticated;
grant select on table public.current_coupling_metrics to authenticated, service_role;
revoke all on table public.current_coupling_cycles from public, anon, authenticated;
grant select on table public.current_coupling_cycles to authenticated, service_role;
revoke all on table public.current_constraints from public, anon, authenticated;
grant select on table public.current_constraints to authenticated, service_role;
revoke all on table public.current_constraint_results from public, anon, authenticated;
grant select on table public.current_constraint_results to authenticated, service_role;
revoke all on table public.current_contracts from public, anon, authenticated;
grant select on table public.current_contracts to authenticated, service_role;
revoke all on table public.current_contract_mismatches from public, anon, authenticated;
grant select on table public.current_contract_mismatches to authenticated, service_role;
revoke all on table public.current_constants from public, anon, authenticated;
grant select on table public.current_constants to authenticated, service_role;
revoke all on table public.current_secrets from public, anon, authenticated;
grant select on table public.current_secrets to authenticated, service_role;
revoke all on table public.current_env_variables from public, anon, authenticated;
grant select on table public.current_env_variables to authenticated, service_role;
revoke all on table public.current_wrappers from public, anon, authenticated;
grant select on table public.current_wrappers to authenticated, service_role;
revoke all on table public.current_dna_genes from public, anon, authenticated;
grant select on table public.current_dna_genes to authenticated, service_role;
revoke all on table public.current_dna_mutations from public, anon, authenticated;
grant select on table public.current_dna_mutations to authenticated, service_role;
revoke all on table public.current_crypto_findings from public, anon, authenticated;
grant select on table public.current_crypto_findings to authenticated, service_role;
revoke all on table public.current_owasp_findings from public, anon, authenticated;
grant select on table public.current_owasp_findings to authenticated, service_role;
revoke all on table public.current_decomposition_decisions from public, anon, authenticated;
grant select on table public.current_decomposition_decisions to authenticated, service_role;
revoke all on table public.current_violations from public, anon, authenticated;
grant select on table public.current_violations to authenticated, service_role;
revoke all on table public.current_gate_results from public, anon, authenticated;
grant select on table public.current_gate_results to authenticated, service_role;
revoke all on table public.current_audit_snapshots from public, anon, authenticated;
grant select on table public.current_audit_snapshots to authenticated, service_role;
revoke all on table public.current_health_trends from public, anon, authenticated;
grant select on table public.current_health_trends to authenticated, service_role;
revoke all on table public.current_feedback from public, anon, authenticated;
grant select on table public.current_feedback to authenticated, service_role;
revoke all on table public.current_policy_results from public, anon, authenticated;
grant select on table public.current_policy_results to authenticated, service_role;
revoke all on table public.current_degradation_alerts from public, anon, authenticated;
grant select on table public.current_degradation_alerts to authenticated, service_role;
revoke all on table public.current_simulations from public, anon, authenticated;
grant select on table public.current_simulations to authenticated, service_role;
revoke all on table public.current_decisions from public, anon, authenticated;
grant select on table public.current_decisions to authenticated, service_role;
revoke all on table public.current_migration_projects from public, anon, authenticated;
grant select on table public.current_migration_projects to authenticated, service_role;
revoke all on table public.current_migration_modules from public, anon, authenticated;
grant select on table public.current_migration_modules to authenticated, service_role;
revoke all on table public.current_migration_corrections from public, anon, authenticated;
grant select on table public.current_migration_corrections to authenticated, service_role;
revoke all on table public.current_grounding_results from public, anon, authenticated;
grant select on table public.current_grounding_results to authenticated, service_role;
revoke all on table public.current_grounding_snapshots from public, anon, authenticated;
grant select on table public.current_grounding_snapshots to authenticated, service_role;
revoke all on table public.current_bridge_events from public, anon, authenticated;
grant select on table public.current_bridge_events to authenticated, service_role;
revoke all on table public.current_bridge_metrics from public, anon, authenticated;
grant select on table public.current_bridge_metrics to authenticated, service_role;
revoke all on table public.current_bridge_memories from public, anon, authenticated;
grant select on table public.current_bridge_memories to authenticated, service_role;
revoke all on table public.current_memories from public, anon, authenticated;
grant select on table public.current_memories to authenticated, service_role;
revoke all on table public.current_memory_relationships from public, anon, authenticated;
grant select on table public.current_memory_relationships to authenticated, service_role;
revoke all on table public.current_memory_patterns from public, anon, authenticated;
grant select on table public.current_memory_patterns to authenticated, service_role;
revoke all on table public.current_memory_constraints from public, anon, authenticated;
grant select on table public.current_memory_constraints to authenticated, service_role;
revoke all on table public.current_memory_files from public, anon, authenticated;
grant select on table public.current_memory_files to authenticated, service_role;
revoke all on table public.current_memory_functions from public, anon, authenticated;
grant select on table public.current_memory_functions to authenticated, service_role;
revoke all on table public.current_causal_edges from public, anon, authenticated;
grant select on table public.current_causal_edges to authenticated, service_role;
revoke all on table public.current_causal_evidence from public, anon, authenticated;
grant select on table public.current_causal_evidence to authenticated, service_role;
revoke all on table public.current_memory_audit_log from public, anon, authenticated;
grant select on table public.current_memory_audit_log to authenticated, service_role;
revoke all on table public.current_consolidation_metrics from public, anon, authenticated;
grant select on table public.current_consolidation_metrics to authenticated, service_role;
revoke all on table public.current_cortex_degradation_log from public, anon, authenticated;
grant select on table public.current_cortex_degradation_log to authenticated, service_role;
revoke all on table public.current_memory_validation from public, anon, authenticated;
grant select on table public.current_memory_validation to authenticated, service_role;
revoke all on table public.current_memory_contradictions from public, anon, authenticated;
grant select on table public.current_memory_contradictions to authenticated, service_role;
revoke all on table public.current_memory_versions from public, anon, authenticated;
grant select on table public.current_memory_versions to authenticated, service_role;
revoke all on table public.current_embedding_models from public, anon, authenticated;
grant select on table public.current_embedding_models to authenticated, service_role;
revoke all on table public.current_reclassification_history from public, anon, authenticated;
grant select on table public.current_reclassification_history to authenticated, service_role;
revoke all on table public.current_reclassification_signals from public, anon, authenticated;
grant select on table public.current_reclassification_signals to authenticated, service_role;
revoke all on table public.current_memory_events from public, anon, authenticated;
grant select on table public.current_memory_events to authenticated, service_role;
revoke all on table public.current_memory_snapshots from public, anon, authenticated;
grant select on table public.current_memory_snapshots to authenticated, service_role;
revoke all on table public.current_drift_snapshots from public, anon, authenticated;
grant select on table public.current_drift_snapshots to authenticated, service_role;
revoke all on table public.current_agent_registry from public, anon, authenticated;
grant select on table public.current_agent_registry to authenticated, service_role;
revoke all on table public.current_memory_namespaces from public, anon, authenticated;
grant select on table public.current_memory_namespaces to authenticated, service_role;
revoke all on table public.current_namespace_permissions from public, anon, authenticated;
grant select on table public.current_namespace_permissions to authenticated, service_role;
revoke all on table public.current_memory_projections from public, anon, authenticated;
grant select on table public.current_memory_projections to authenticated, service_role;
revoke all on table public.current_provenance_log from public, anon, authenticated;
grant select on table public.current_provenance_log to authenticated, service_role;
revoke all on table public.current_agent_trust from public, anon, authenticated;
grant select on table public.current_agent_trust to authenticated, service_role;
revoke all on table public.v_project_health, public.v_trend_violations, public.v_top_violations, public.v_security_posture
  from public, anon, authenticated;
grant select on table public.v_project_health, public.v_trend_violations, public.v_top_violations, public.v_security_posture
  to authenticated, service_role;
