import { strings } from '../../strings';

const NAMES: Record<string, string> = strings.transcript.speakers;

/** The speaker in words. */
export function speakerName(speaker: string): string {
  return NAMES[speaker] ?? strings.transcript.speakers.unknown;
}
