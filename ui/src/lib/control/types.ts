import type { components } from '@/gen/control';

// What control-api says and hears: generated from its own description (control-api/openapi.json).
type Schemas = components['schemas'];

export type Session = Schemas['Session'];
export type ActualState = Schemas['Actual']['state'];
export type NewSession = Schemas['NewSession'];
export type Finding = Schemas['Finding'];
export type Health = Schemas['Health'];
export type Alarm = Schemas['Alarm'];
export type Alarms = Schemas['Alarms'];
export type NewProbe = Schemas['NewProbe'];
export type Probe = Schemas['Probe'];
export type NewTarget = Schemas['NewTarget'];
export type SessionPage = Schemas['SessionPage'];
export type SessionChange = Schemas['SessionChange'];
export type Languages = Schemas['Languages'];
export type WsTicket = Schemas['WsTicket'];
export type BrowserToken = Schemas['BrowserToken'];
export type CodeToExchange = Schemas['CodeToExchange'];
export type Complaint = Schemas['Complaint'];
export type Playout = Schemas['Playout'];
export type Shares = Schemas['Shares'];
export type NewShare = Schemas['NewShare'];
export type MadeShare = Schemas['MadeShare'];
export type StreamKey = Schemas['StreamKey'];
