// Finds exchanges by message id and holds no id: hashes stand here, the ids themselves lie in the slabs already. A hundred
// thousand unanswered requests would else keep as many texts and entries of a map.

const minCapacity = 1024;
/** Share of the places that may be taken. */
const maxLoad = 0.8;

/** A table with linear probing. Ids are unique in it; 0 is no number. */
export class IdIndex {
  /** Asked when two ids may be the same; what it says costs a look into a slab. */
  readonly #isSame: (number: number, id: string) => boolean;
  #numbers = new Float64Array(minCapacity);
  #hashes = new Uint32Array(minCapacity);
  #size = 0;
  #seed = 0x811c9dc5;

  constructor(isSame: (number: number, id: string) => boolean) {
    this.#isSame = isSame;
  }

  get size(): number {
    return this.#size;
  }

  /** Makes hashes that whoever makes up ids cannot foresee, so that not all ids have the same. Only while it is empty. */
  set seed(seed: number) {
    if (this.#size === 0) {
      this.#seed = seed | 0;
    }
  }

  /** Number of the exchange with this id; 0 when there is none. */
  find(id: string): number {
    const hash = this.#hashOf(id);
    const mask = this.#numbers.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const number = this.#numbers[slot] ?? 0;
      if (number === 0 || (this.#hashes[slot] === hash && this.#isSame(number, id))) {
        return number;
      }
    }
  }

  /** Adds an id that is not there. */
  add(id: string, number: number): void {
    if (this.#size + 1 > this.#numbers.length * maxLoad) {
      this.#grow();
    }
    this.#put(this.#hashOf(id), number);
    this.#size++;
  }

  /** Takes an exchange out; nothing happens when another one has its id. */
  delete(id: string, number: number): void {
    const [numbers, hashes] = [this.#numbers, this.#hashes];
    const mask = numbers.length - 1;
    let hole = this.#hashOf(id) & mask;
    while (numbers[hole] !== number) {
      if (numbers[hole] === 0) {
        return;
      }
      hole = (hole + 1) & mask;
    }
    // What stands behind moves up, unless it would come before its own place: so no place has to be marked as left.
    for (let next = (hole + 1) & mask; numbers[next] !== 0; next = (next + 1) & mask) {
      const hash = hashes[next] ?? 0;
      if (((next - (hash & mask)) & mask) >= ((next - hole) & mask)) {
        numbers[hole] = numbers[next] ?? 0;
        hashes[hole] = hash;
        hole = next;
      }
    }
    numbers[hole] = 0;
    this.#size--;
  }

  clear(): void {
    this.#numbers = new Float64Array(minCapacity);
    this.#hashes = new Uint32Array(minCapacity);
    this.#size = 0;
  }

  #put(hash: number, number: number): void {
    const mask = this.#numbers.length - 1;
    let slot = hash & mask;
    while (this.#numbers[slot] !== 0) {
      slot = (slot + 1) & mask;
    }
    this.#numbers[slot] = number;
    this.#hashes[slot] = hash;
  }

  #grow(): void {
    const [numbers, hashes] = [this.#numbers, this.#hashes];
    this.#numbers = new Float64Array(numbers.length * 2);
    this.#hashes = new Uint32Array(numbers.length * 2);
    for (const [slot, number] of numbers.entries()) {
      if (number !== 0) {
        this.#put(hashes[slot] ?? 0, number);
      }
    }
  }

  /** FNV-1a over the units of the text, then mixed so that all bits count (MurmurHash3's last step). */
  #hashOf(id: string): number {
    let hash = this.#seed;
    for (let at = 0; at < id.length; at++) {
      hash = Math.imul(hash ^ id.charCodeAt(at), 0x01000193);
    }
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  }
}
