import { call } from '../../server/call';

export type GoalState = 'open' | 'met' | 'dropped';

export interface Goal {
  id: string;
  text: string;
  measure: string | null;
  state: string;
  target_on: string | null;
  author_id: string;
  created_at: string;
  updated_at: string;
  ended_at: string | null;
}

export interface GoalFields {
  text: string;
  measure: string | null;
  target_on: string | null;
}

export const listGoals = (id: string): Promise<Goal[]> =>
  call('GET', '/api/patients/{id}/goals', { path: { id } });

export const addGoal = (id: string, body: GoalFields): Promise<Goal> =>
  call('POST', '/api/patients/{id}/goals', { path: { id }, body });

export const changeGoal = (
  id: string,
  goal_id: string,
  body: Partial<GoalFields> & { state?: GoalState },
): Promise<Goal> => call('PATCH', '/api/patients/{id}/goals/{goal_id}', { path: { id, goal_id }, body });
