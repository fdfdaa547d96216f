/** The command that hints name: in the repository the command line is a script of npm. */
export const COMMAND_NAME =
  process.env['npm_lifecycle_event'] === 'connector' ? 'npm run connector --' : 'campaign-connector';
