// A moving-average crossover, written as the documentation of @alpacahq/alpaca-trade-api 4 has its examples: it hears daily bars on
// the market-data stream, buys when the fast average rises above the slow one, and closes the position when it falls below.
export class Crossover {
  #closes = [];

  constructor(alpaca, { symbol, fast = 20, slow = 50, streams = {} }) {
    this.alpaca = alpaca;
    this.symbol = symbol;
    this.fast = fast;
    this.slow = slow;
    this.trading = alpaca.trading.stream({ url: streams.trading });
    this.market = alpaca.marketData.stockStream({ feed: "iex", url: streams.market });
    this.fills = new Map();
  }

  // `onHandled` is called after each bar, when all that it caused is done.
  async start(onHandled) {
    this.trading.onTradeUpdate((update) => {
      if (update.event === "fill") this.fills.get(update.order.id)?.(update);
    });
    this.trading.subscribeTradeUpdates();
    this.market.onDailyBar((bar) => this.onBar(bar).then(() => onHandled(bar), onHandled));
    this.market.subscribeForDailyBars([this.symbol]);
    const subscribed = (stream) => new Promise((resolve) => stream.on("subscription", resolve));
    const both = Promise.all([subscribed(this.trading), subscribed(this.market)]);
    this.trading.connect();
    this.market.connect();
    await both;
  }

  stop() {
    this.trading.disconnect();
    this.market.disconnect();
  }

  average(days, back = 0) {
    const end = this.#closes.length - back;
    const closes = this.#closes.slice(end - days, end);
    return closes.reduce((sum, close) => sum + close, 0) / days;
  }

  async onBar(bar) {
    this.#closes.push(bar.close);
    if (this.#closes.length <= this.slow) return;
    const above = this.average(this.fast) > this.average(this.slow);
    const wasAbove = this.average(this.fast, 1) > this.average(this.slow, 1);
    if (above && !wasAbove) await this.buy(bar.close);
    if (!above && wasAbove) await this.sell();
  }

  async buy(price) {
    const account = await this.alpaca.trading.account.getAccount();
    const qty = Math.floor((Number(account.buyingPower) * 0.9) / price);
    if (qty > 0) await this.filled(await this.alpaca.trading.orders.market({ symbol: this.symbol, qty, side: "buy" }));
  }

  async sell() {
    const positions = await this.alpaca.trading.positions.getAllOpenPositions();
    if (!positions.some(({ symbol }) => symbol === this.symbol)) return;
    await this.filled(await this.alpaca.trading.positions.deleteOpenPosition({ symbolOrAssetId: this.symbol }));
  }

  // Waits for the fill, told by the stream or, where that was sooner than this, by the order itself.
  async filled(order) {
    const told = new Promise((resolve) => this.fills.set(order.id, resolve));
    const now = await this.alpaca.trading.orders.getOrderByOrderID({ orderId: order.id });
    if (now.status !== "filled") await told;
    this.fills.delete(order.id);
  }
}
