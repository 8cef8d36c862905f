// Stands in for vscode-tas-client in the bundle: no experiments, no calls home. The real one would also overwrite our exports.

/** Names that azext-utils reads. */
export const TargetPopulation = { Public: 'public', Insiders: 'insider', Internal: 'internal', Team: 'team' } as const;

/** A service that knows no experiment. */
export async function getExperimentationServiceAsync(): Promise<{
  getTreatmentVariableAsync: () => Promise<undefined>;
}> {
  return { getTreatmentVariableAsync: async () => undefined };
}
