import type { FastifyInstance } from 'fastify';
import { newToken, openSession } from '../../server/access/sessions.ts';
import { buildApp } from '../../server/http/app.ts';
import { type LiveHub, liveHub } from '../../server/live/live-hub.ts';
import { refusalCatalogues } from '../../server/refusals.ts';
import type { TestCity } from './test-city.ts';

/** The HTTP side of a test city. */
export const appOf = (city: Pick<TestCity, 'acting'>, hub: LiveHub = liveHub(city.acting.runtime)): FastifyInstance =>
  buildApp({
    hubOf: () => hub,
    cities: new Map([[city.acting.runtime.city, city.acting]]),
    catalogues: refusalCatalogues,
    trustedProxies: [],
    logLevel: 'silent',
    ready: async () => true,
  });

/** Headers of somebody who signed in at a post. */
export async function headersOf(
  city: Pick<TestCity, 'acting'>,
  post: string,
  hours = 1,
): Promise<Record<string, string>> {
  const token = newToken();
  await openSession(city.acting.runtime, token, post, hours);
  return { authorization: `Bearer ${token}` };
}

/**
 * Somebody at the HTTP side of a test city: who signed in at a post, or a resident. Paths go below `/api/v1/`; answers
 * are the JSON of the body, whatever the status.
 */
export async function callerOf(city: Pick<TestCity, 'acting'>, post?: string) {
  const app = appOf(city);
  const signedIn = post ? await headersOf(city, post) : {};
  const headersIn = (language: string) => ({ ...signedIn, 'accept-language': language });
  return {
    get: async (path: string, language = 'zh-CN') =>
      (await app.inject({ url: `/api/v1/${path}`, headers: headersIn(language) })).json(),
    post: async (path: string, payload: object, language = 'zh-CN') =>
      (await app.inject({ method: 'POST', url: `/api/v1/${path}`, payload, headers: headersIn(language) })).json(),
  };
}
