/** A task while it is being written. The key keeps its field when others are removed. */
export interface Task {
  key: number;
  text: string;
}

export const asTasks = (texts: readonly string[]): Task[] => texts.map((text, key) => ({ key, text }));

/** One more, with a key that no other has. */
export const withNew = (tasks: readonly Task[]): Task[] => [
  ...tasks,
  { key: Math.max(-1, ...tasks.map(({ key }) => key)) + 1, text: '' },
];

/** What is sent: without the empty ones. */
export const textsOf = (tasks: readonly Task[]): string[] =>
  tasks.map(({ text }) => text.trim()).filter((text) => text !== '');
