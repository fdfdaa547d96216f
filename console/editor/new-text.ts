/** The text of a campaign that nothing is said of yet. */
export const NEW_TEXT = `id: ""
name: ""
triggers: []
messages:
  - channel: email
    subject: ""
    body: ""
`;
