/** A campaign that is edited: its text, and the saved version that the text was made from. */
export interface EditedCampaign {
  readonly text: string;
  /** The saved version; undefined for a campaign that is new. */
  readonly version: number | undefined;
  /** The tag of the saved text. */
  readonly textTag: string;
  /** True if it was saved in this editor a moment ago. */
  readonly isJustSaved?: boolean;
  /** The project of files that owns the campaign. */
  readonly project?: string | undefined;
}
