import { resolve } from 'node:path';

/** The only reader of the environment. Every setting has a default that fits a trial on one machine. */
export type Config = {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** An external PostgreSQL (superuser or owner, for migrations); absent: the embedded engine. */
  readonly databaseUrl: string | null;
  /** Cities in service; commands work on the first one. */
  readonly cities: readonly string[];
  readonly city: string;
  readonly logLevel: string;
  /** Mail server, `smtp://user:password@host`, and the sender of mails. */
  readonly smtp: { readonly url: string; readonly from: string } | null;
  /** Networks inside which webhooks may be pushed, such as `10.20.0.0/16`. */
  readonly allowedNetworks: readonly string[];
  /** Addresses of proxies whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
};

const DEFAULT_CITY = 'wuhai';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
  const cities = (env.HUYING_CITY || DEFAULT_CITY)
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  return {
    host: env.HOST ?? '127.0.0.1',
    port: portOf(env.PORT ?? '8080'),
    dataDir: resolve(env.DATA_DIR ?? 'data'),
    databaseUrl: env.DATABASE_URL || null,
    cities,
    city: cities[0] ?? DEFAULT_CITY,
    logLevel: env.LOG_LEVEL ?? 'info',
    smtp: env.SMTP_URL ? { url: env.SMTP_URL, from: env.SMTP_FROM ?? 'huying@localhost' } : null,
    allowedNetworks: (env.WEBHOOK_NETWORKS ?? '').split(',').filter(Boolean),
    trustedProxies: (env.TRUSTED_PROXIES ?? '').split(',').filter(Boolean),
  };
}

function portOf(value: string): number {
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError(`PORT is ${JSON.stringify(value)}; give a number from 0 to 65535`);
}
