import { openApi } from './open-api.ts';

/** A campaign as a file has it. */
export interface FileDefinition {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Creates a follow-up of a campaign as a file has it. */
export function followUpFile(id: string, target = 'welcome-email', more: object = {}): FileDefinition {
  return {
    id,
    name: id,
    triggers: [{ interaction: 'email.received', campaign: target }],
    messages: [{ channel: 'email', subject: 'Hi', body: 'Hi' }],
    ...more,
  };
}

/** Creates a campaign of another tool as a file has it. */
export const otherToolFile = (id: string): FileDefinition => ({ id, name: id, sentElsewhere: true });

/** Opens the interface of a machine in memory, with short ways to plan and to apply campaigns of a project. */
export function openProject(replaced: Parameters<typeof openApi>[0] = {}) {
  const api = openApi(replaced);
  const plan = (body: object) => api.call('POST', '/plan', { project: 'shop', definitions: [], ...body });
  const begin = async (project = 'shop'): Promise<string> =>
    (await api.call('POST', '/apply/begin', { project })).body.token;
  const end = (token: string) => api.call('POST', '/apply/end', { token });
  const act = (id: string, body: object) => api.call('POST', `/campaigns/${id}/apply`, body);
  /** Applies campaigns one after the other, whatever their revision is; throws where one is refused. */
  const apply = async (definitions: readonly FileDefinition[], project = 'shop'): Promise<void> => {
    const token = await begin(project);
    for (const definition of definitions) {
      const { body: planned } = await plan({ definitions: [definition], overwrite: true });
      const { revision } = planned.campaigns[0];
      const { status, body } = await act(definition.id, { token, revision, state: 'published', definition });
      if (status !== 200) throw new Error(body.error.message);
    }
    await end(token);
  };
  const show = async (id: string) => (await api.call('GET', `/campaigns/${id}`)).body;
  return { ...api, plan, begin, end, act, apply, show };
}
