export * from './common';
export * from './messaging';
export * from './sms';
