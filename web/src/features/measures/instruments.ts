import type { Instrument, Measure } from './api';

const NAMES: Record<string, string> = { phq9: 'PHQ-9', gad7: 'GAD-7' };

/** A questionnaire by the name on its paper. */
export function instrumentName(instrument: string): string {
  return NAMES[instrument] ?? instrument.toUpperCase();
}

/** What was answered so far; null where nothing was. */
export type Answers = readonly (number | null)[];

export function withAnswer(answers: Answers, at: number, value: number): Answers {
  return answers.map((known, index) => (index === at ? value : known));
}

/** The numbers of the questions that are still open. */
export function openItems(instrument: Instrument, answers: Answers): number[] {
  return instrument.items.filter((_, at) => answers[at] == null).map(({ number }) => number);
}

export function sumOf(answers: Answers): number {
  return answers.reduce<number>((sum, answer) => sum + (answer ?? 0), 0);
}

/** The answer that a pressed key names, or null. */
export function answerOf(key: string, instrument: Instrument): number | null {
  return instrument.answers.find(({ value }) => String(value) === key)?.value ?? null;
}

/** The question whose answer is the reason to look, by its number: PHQ-9 asks it as the ninth. */
export function riskItemOf({ instrument, has_risk }: Measure): number | null {
  return has_risk && instrument === 'phq9' ? 9 : null;
}

/** Waits for somebody to say what was done about it. */
export function needsDecision(measure: Measure): boolean {
  return measure.has_risk && measure.decision === null && measure.voided_at === null;
}
