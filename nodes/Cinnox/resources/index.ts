import type { Resource } from '../shared/operation';
import { message } from './message';
import { sms } from './sms';

export const resources: Resource[] = [sms, message];
