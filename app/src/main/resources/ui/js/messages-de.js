// What the program says, in German. English is what the API says itself.

import { messages as api } from './messages-de-api.js';
import { messages as check } from './messages-de-check.js';
import { messages as consumers } from './messages-de-consumers.js';
import { messages as devices } from './messages-de-devices.js';
import { messages as does } from './messages-de-does.js';
import { messages as link } from './messages-de-link.js';
import { messages as profile } from './messages-de-profile.js';
import { messages as telegram } from './messages-de-telegram.js';
import { messages as wire } from './messages-de-wire.js';

export const messages = { ...api, ...check, ...consumers, ...devices, ...does, ...link, ...profile, ...telegram, ...wire };
