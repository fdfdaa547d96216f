/** What is edited: a text, and the saved version that it was made from. */
export interface EditedCampaign {
  readonly text: string;
  /** Undefined for a campaign that is new. */
  readonly version: number | undefined;
  /** True if it was saved in this editor a moment ago. */
  readonly isJustSaved?: boolean;
  /** The project of files that owns the campaign. */
  readonly project?: string | undefined;
}
