// Waiting for what must happen. Nothing here polls or sleeps: the only clock is the bound after which waiting has failed.

export const patience = 30_000;

// What does not come in time says what it was; `context` may add what else is known then.
export function within(promise, what, { milliseconds = patience, context = () => "" } = {}) {
  let timer;
  const bound = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited ${milliseconds} ms in vain for ${what}\n${context()}`)), milliseconds);
  });
  return Promise.race([promise, bound]).finally(() => clearTimeout(timer));
}

// A list that grows, and whose readers wait for what is not there yet.
export class Log {
  items = [];
  #waiting = new Set();
  #context;

  constructor(context = () => "") {
    this.#context = context;
  }

  push(item) {
    this.items.push(item);
    for (const waiter of this.#waiting) waiter(item);
  }

  // The first item that fits, there already or still to come.
  first(fits, what, options = {}) {
    const found = this.items.find(fits);
    if (found) return Promise.resolve(found);
    let waiter;
    const coming = new Promise((resolve) => {
      waiter = (item) => fits(item) && resolve(item);
      this.#waiting.add(waiter);
    });
    return within(coming, what, { context: this.#context, ...options }).finally(() => this.#waiting.delete(waiter));
  }

  // Waits until so many are there that fit.
  async count(number, fits, what) {
    const all = () => this.items.filter(fits);
    if (all().length < number) await this.first(() => all().length >= number, `${number} of ${what}`);
    return all();
  }
}
