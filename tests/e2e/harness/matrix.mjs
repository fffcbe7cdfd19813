// What each operation of the OpenAPI document is called with, and what it is about. Written by hand, apart from the program: who
// may call what follows from this and from the document's x-access and x-permissions, never from what the program answers.

import { password } from "./people.mjs";

// What members and administrators may do; a permission that is on neither list belongs to nobody here.
export const member = new Set([
  "view_stocks",
  "order_stocks",
  "manage_own_portfolio",
  "manage_own_accounts",
  "manage_own_watchlist",
  "manage_own_profile",
]);
export const admin = new Set([
  "manage_own_profile",
  "view_users",
  "view_admin_dashboard",
  "view_audit_logs",
  "deactivate_users",
  "reactivate_users",
  "manage_roles",
  "manage_sessions",
  "erase_users",
  "rotate_keys",
  "manage_instruments",
]);

const reason = "reason=the+matrix";
const because = { reason: "the matrix" };
let registered = 0;

// path, body: of a good request; `known` is what the system holds. ok: the answer to whoever may. others: to whoever may ask, but
// whose the thing is not (404, as if it did not exist). fresh: asked in a session of its own, because it may end it.
// stream: an answer without end. Rows come in the order in which they are asked.
export const rows = {
  listAccounts: () => ({ path: "/api/v1/accounts", ok: 200 }),
  openAccount: () => ({ path: "/api/v1/accounts", body: { name: "Another", currency: "USD" }, ok: 201 }),
  showAccount: (known) => ({ path: `/api/v1/accounts/${known.account}`, ok: 200, others: 404 }),
  deposit: (known) => ({
    path: `/api/v1/accounts/${known.account}/deposits`,
    body: { amount: "1", currency: "USD" },
    ok: 200,
    others: 404,
  }),
  withdraw: (known) => ({
    path: `/api/v1/accounts/${known.account}/withdrawals`,
    body: { amount: "1", currency: "USD" },
    ok: 200,
    others: 404,
  }),
  showLedger: (known) => ({ path: `/api/v1/accounts/${known.account}/ledger`, ok: 200, others: 404 }),
  makeTransfer: (known) => ({
    path: `/api/v1/accounts/${known.account}/transfers`,
    body: { to: known.savings, amount: "1", currency: "USD" },
    ok: 200,
    others: 404,
  }),
  resetAccount: (known) => ({ path: `/api/v1/accounts/${known.account}/reset`, body: { cash: "1" }, ok: 422, others: 404 }), // No paper.
  closeAccount: (known) => ({ path: `/api/v1/accounts/${known.account}`, ok: 409, others: 404 }), // Not empty.
  listActivities: (known) => ({ path: `/api/v1/accounts/${known.account}/activities`, ok: 200, others: 404 }),
  showHistory: (known) => ({ path: `/api/v1/accounts/${known.account}/history`, ok: 200, others: 404 }),
  listLots: (known) => ({ path: `/api/v1/positions/MATRIX/lots?account=${known.account}`, ok: 200, others: 404 }),
  listWatchlists: () => ({ path: "/api/v1/watchlists", ok: 200 }),
  createWatchlist: () => ({ path: "/api/v1/watchlists", body: { name: "Matrix", symbols: ["MATRIX"] }, ok: 201 }),
  showWatchlist: (known) => ({ path: `/api/v1/watchlists/${known.watchlist}`, ok: 200, others: 404 }),
  saveWatchlist: (known) => ({
    path: `/api/v1/watchlists/${known.watchlist}`,
    body: { name: "Saved", symbols: [] },
    ok: 200,
    others: 404,
  }),
  watchSymbol: (known) => ({
    path: `/api/v1/watchlists/${known.watchlist}/symbols`,
    body: { symbol: "MATRIX" },
    ok: 200,
    others: 404,
  }),
  unwatchSymbol: (known) => ({ path: `/api/v1/watchlists/${known.watchlist}/symbols/MATRIX`, ok: 200, others: 404 }),
  dropWatchlist: (known) => ({ path: `/api/v1/watchlists/${known.watchlist}`, ok: 204, others: 404 }),
  listOrders: () => ({ path: "/api/v1/orders", ok: 200 }),
  placeOrder: (known) => ({
    path: "/api/v1/orders",
    body: {
      account: known.account,
      symbol: "MATRIX",
      side: "buy",
      type: "limit",
      quantity: "1",
      limit_price: "1",
      time_in_force: "gtc",
    },
    ok: 201,
    others: 404,
  }),
  showOrder: (known) => ({ path: `/api/v1/orders/${known.order}`, ok: 200, others: 404 }),
  previewOrder: (known) => ({
    path: "/api/v1/orders:preview",
    body: { account: known.account, symbol: "MATRIX", side: "buy", type: "market", quantity: "1" },
    ok: 200,
    others: 404,
  }),
  replaceOrder: (known) => ({ path: `/api/v1/orders/${known.order}`, body: {}, ok: 422, others: 404 }), // Nothing to replace.
  cancelOrders: (known) => ({ path: `/api/v1/orders?account=${known.account}&symbol=NONE`, ok: 207, others: 404 }),
  closePosition: (known) => ({
    path: `/api/v1/positions/MATRIX?account=${known.account}&quantity=0.001`,
    ok: 201,
    others: 404,
  }),
  cancelOrder: (known) => ({ path: `/api/v1/orders/${known.order}`, ok: 200, others: 404 }),
  listPositions: (known) => ({ path: `/api/v1/positions?account=${known.account}`, ok: 200, others: 404 }),
  showPosition: (known) => ({ path: `/api/v1/positions/MATRIX?account=${known.account}`, ok: 200, others: 404 }),
  listTrades: () => ({ path: "/api/v1/trades", ok: 200 }),
  listInstruments: () => ({ path: "/api/v1/instruments", ok: 200 }),
  showInstrument: () => ({ path: "/api/v1/instruments/MATRIX", ok: 200 }),
  showQuote: () => ({ path: "/api/v1/quotes/MATRIX", ok: 200 }),
  listBars: () => ({ path: "/api/v1/bars/MATRIX", ok: 200 }),
  showClock: () => ({ path: "/api/v1/clock", ok: 200 }),
  listCorporateActions: () => ({ path: "/api/v1/instruments/MATRIX/actions", ok: 200 }),
  showCorporateAction: (known) => ({ path: `/api/v1/instruments/MATRIX/actions/${known.action}`, ok: 200 }),
  listFxRates: () => ({ path: "/api/v1/fx", ok: 200 }),
  showFxRate: () => ({ path: "/api/v1/fx/USDCAD", ok: 200 }),
  showTotal: () => ({ path: "/api/v1/portfolio", ok: 200 }),
  listCalendar: () => ({ path: "/api/v1/calendar", ok: 200 }),
  showCommand: (known) => ({ path: `/api/v1/commands/${known.command}`, ok: 200, others: 404 }),
  streamEvents: () => ({ path: "/api/v1/events", ok: 200, stream: true }),
  openSocket: () => ({ path: "/api/v1/stream", ok: 426 }), // Who may is told to ask for a WebSocket.

  register: () => ({
    path: "/api/v1/auth/register",
    body: { email: `matrix-${++registered}@example.org`, password: "a sentence that nobody guesses" },
    ok: 202,
  }),
  verifyEmail: () => ({ path: "/api/v1/auth/email/verify", body: { token: `nobody.${"x".repeat(43)}` }, ok: 400 }),
  resendVerification: () => ({ path: "/api/v1/auth/email/resend", body: { email: "nobody@example.org" }, ok: 202 }),
  logIn: (known) => ({ path: "/api/v1/auth/login", body: known.credentials, ok: 200 }),
  refresh: () => ({ path: "/api/v1/auth/refresh", body: { refresh_token: `no.one.${"x".repeat(43)}` }, ok: 401 }),
  forgotPassword: () => ({ path: "/api/v1/auth/password/forgotten", body: { email: "nobody@example.org" }, ok: 202 }),
  resetPassword: () => ({
    path: "/api/v1/auth/password/reset",
    body: { token: `nobody.${"x".repeat(43)}`, new_password: "a sentence that nobody guesses" },
    ok: 400,
  }),
  showSigningKeys: () => ({ path: "/.well-known/jwks.json", ok: 200 }),

  showMe: () => ({ path: "/api/v1/auth/me", ok: 200 }),
  logOut: () => ({ path: "/api/v1/auth/logout", ok: 204, fresh: true }),
  changePassword: () => ({
    path: "/api/v1/auth/password",
    body: { current_password: password, new_password: "password" },
    ok: 422, // One of the most common.
  }),
  confirmSecondFactor: () => ({ path: "/api/v1/auth/second-factor/confirm", body: { code: "000000" }, ok: 409 }),
  disableSecondFactor: () => ({ path: "/api/v1/auth/second-factor/disable", body: { password, code: "000000" }, ok: 409 }),
  offerSecondFactor: () => ({ path: "/api/v1/auth/second-factor", body: { password }, ok: 200 }),
  listSessions: () => ({ path: "/api/v1/auth/sessions", ok: 200 }),
  endSession: (known) => ({ path: `/api/v1/auth/sessions/${known.session}`, ok: 204, others: 404 }),
  listKeys: () => ({ path: "/api/v1/auth/keys", ok: 200 }),
  createKey: () => ({ path: "/api/v1/auth/keys", body: { name: "matrix", scopes: ["manage_own_profile"] }, ok: 201 }),
  showKey: (known) => ({ path: `/api/v1/auth/keys/${known.key}`, ok: 200, others: 404 }),
  rotateKey: (known) => ({ path: `/api/v1/auth/keys/${known.key}/rotate`, ok: 200, others: 404 }),
  revokeKey: (known) => ({ path: `/api/v1/auth/keys/${known.key}`, ok: 204, others: 404 }),

  showProfile: () => ({ path: "/api/v1/users/me", ok: 200 }),
  updateProfile: () => ({ path: "/api/v1/users/me", body: { display_name: "M" }, ok: 200 }),
  eraseMe: () => ({ path: "/api/v1/users/me", body: { password: "not the password" }, ok: 422 }),
  showPreferences: () => ({ path: "/api/v1/users/me/preferences", ok: 200 }),
  setPreferences: () => ({
    path: "/api/v1/users/me/preferences",
    body: { language: "en", time_zone: "Europe/Berlin", base_currency: "USD", theme: "dark", warn_by_mail: true },
    ok: 200,
  }),
  exportMe: () => ({ path: "/api/v1/users/me/export", ok: 200 }),

  listUsers: () => ({ path: "/api/v1/users", ok: 200 }),
  showUser: (known) => ({ path: `/api/v1/users/${known.subject}`, ok: 200 }),
  deactivateUser: (known) => ({ path: `/api/v1/users/${known.subject}/deactivate`, body: because, ok: 200 }),
  reactivateUser: (known) => ({ path: `/api/v1/users/${known.subject}/reactivate`, body: because, ok: 200 }),
  grantRole: (known) => ({ path: `/api/v1/users/${known.subject}/roles`, body: { role: "admin", ...because }, ok: 200 }),
  revokeRole: (known) => ({ path: `/api/v1/users/${known.subject}/roles/admin?${reason}`, ok: 200 }),
  listSessionsOfUser: (known) => ({ path: `/api/v1/users/${known.owner}/sessions`, ok: 200 }),
  endSessionOfUser: (known) => ({ path: `/api/v1/users/${known.owner}/sessions/${known.spare_session}?${reason}`, ok: 204 }),
  endSessionsOfUser: (known) => ({ path: `/api/v1/users/${known.subject}/sessions?${reason}`, ok: 204 }),
  listKeysOfUser: (known) => ({ path: `/api/v1/users/${known.owner}/keys`, ok: 200 }),
  revokeKeyOfUser: (known) => ({ path: `/api/v1/users/${known.owner}/keys/${known.spare_key}?${reason}`, ok: 204 }),
  defineRole: () => ({ path: "/api/v1/roles/matrix", body: { permissions: ["view_users"], ...because }, ok: 200 }),
  listRoles: () => ({ path: "/api/v1/roles", ok: 200 }),
  showRole: () => ({ path: "/api/v1/roles/matrix", ok: 200 }),
  removeRole: () => ({ path: `/api/v1/roles/matrix?${reason}`, ok: 204 }),
  listActs: () => ({ path: "/api/v1/admin/acts", ok: 200 }),
  showSummary: () => ({ path: "/api/v1/admin/summary", ok: 200 }),
  rotateSigningKeys: () => ({ path: "/api/v1/admin/signing-keys/rotate", body: because, ok: 204 }),
  defineInstrument: () => ({ path: "/api/v1/instruments/IDLE", body: { name: "Idle", currency: "USD" }, ok: 201 }),
  setInstrumentRules: () => ({ path: "/api/v1/instruments/IDLE/rules", body: { tick: "0.01" }, ok: 200 }),
  haltInstrument: () => ({ path: "/api/v1/instruments/IDLE/halt", body: because, ok: 200 }),
  resumeInstrument: () => ({ path: "/api/v1/instruments/IDLE/resume", ok: 200 }),
  announceSplit: () => ({
    path: "/api/v1/instruments/IDLE/splits",
    body: { ratio: { numerator: 7, denominator: 1 }, effective: "2030-06-10T13:30:00Z" },
    ok: 201,
  }),
  announceDividend: () => ({
    path: "/api/v1/instruments/IDLE/dividends",
    body: { per_share: "0.26", ex: "2030-02-11T14:30:00Z" },
    ok: 201,
  }),
  cancelCorporateAction: (known) => ({ path: `/api/v1/instruments/MATRIX/actions/${known.action}`, ok: 200 }),
  listInstrumentActs: () => ({ path: "/api/v1/admin/acts/instruments", ok: 200 }),
  eraseUser: (known) => ({ path: `/api/v1/users/${known.subject}?${reason}`, ok: 204 }),

  closePositions: (known) => ({ path: `/api/v1/positions?account=${known.account}`, ok: 207, others: 404 }),

  showIndex: () => ({ path: "/", ok: 200 }),
  showOpenapi: () => ({ path: "/openapi.json", ok: 200 }),
  showHealth: () => ({ path: "/health", ok: 200 }),
  showReady: () => ({ path: "/ready", ok: 200 }),
  showMetrics: () => ({ path: "/metrics", ok: 200 }),

  logOutEverywhere: () => ({ path: "/api/v1/auth/logout-all", ok: 204, fresh: true }),
};
