// @ts-check
import { get as getHttp } from 'node:http';
import { get as getHttps } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Problem } from './problem.mjs';

const POLL_MS = 50;
const REQUEST_TIMEOUT_MS = 2_000;

/**
 * Waits until a URL answers 200.
 * @param {string} url
 * @param {{ timeoutMs: number, signal: AbortSignal }} options
 */
export async function waitUntilAnswers(url, { timeoutMs, signal }) {
  const deadline = Date.now() + timeoutMs;
  let last = 'no answer';
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    try {
      const { status } = await request(url);
      if (status === 200) return;
      last = `status ${status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    await delay(POLL_MS, undefined, { signal });
  }
  throw new Problem(
    `${url} was not ready after ${timeoutMs / 1000} s (${last}): see the logs in the data folder.`,
  );
}

/**
 * A GET request. The certificate of a program on this machine is not checked unless that is asked for, because it names
 * the address that browsers use and may be self-signed. (`fetch` cannot be told so.)
 * @param {string} url
 * @param {{ headers?: Record<string, string>, checkCertificate?: boolean, signal?: AbortSignal | undefined }} [options]
 * @returns {Promise<{ status: number | undefined, body: string }>}
 */
export function request(url, { headers = {}, checkCertificate = false, signal } = {}) {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const asking = get(
      url,
      {
        headers,
        rejectUnauthorized: checkCertificate,
        timeout: REQUEST_TIMEOUT_MS,
        agent: false,
        ...(signal && { signal }),
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (body += chunk));
        response.on('end', () => resolve({ status: response.statusCode, body }));
        response.on('error', reject);
      },
    );
    asking.on('timeout', () => asking.destroy(new Error(`no answer in ${REQUEST_TIMEOUT_MS / 1000} s`)));
    asking.on('error', reject);
  });
}
