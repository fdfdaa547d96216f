/** The media type of a campaign that is sent as it was written (RFC 9512). */
export const YAML_MEDIA_TYPE = 'application/yaml';
