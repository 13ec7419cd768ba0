import { lifecycle, sleep, type Running } from '@fieldlapse/runtime';
import { demoSite } from '../server-config.ts';
import type { Context } from './context.ts';

const demoDevice = 'tram-mau';
