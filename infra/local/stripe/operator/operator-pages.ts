import type { Hono } from 'hono';
import type { AppParts } from '../stand-in-app.ts';

export function addOperatorPages(_app: Hono, _parts: AppParts): void {}
