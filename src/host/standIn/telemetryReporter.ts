// Stands in for @vscode/extension-telemetry in the bundle: nothing is sent anywhere. azext-utils wants a reporter to exist.

/** Takes events and drops them. */
export class TelemetryReporter {
  readonly telemetryLevel = 'off';

  sendTelemetryEvent(): void {
    // Wirewatch collects nothing.
  }

  sendTelemetryErrorEvent(): void {
    // Wirewatch collects nothing.
  }

  async dispose(): Promise<void> {
    // There is nothing to flush.
  }
}
