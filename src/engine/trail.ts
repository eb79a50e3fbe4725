type Parts = readonly (string | number)[];

interface Move {
  readonly from: Parts;
  readonly to: Parts;
}

/**
 * Where the fields of an object came from while it is converted: what a step puts down is what it took up. Most objects are converted without
 * one, since only the path of a loss needs it, and that of a field in another version.
 */
export class Trail {
  readonly #moves: Move[] = [];
  #taken: Parts | undefined;

  /** A step has begun: what the one before has taken is nothing that this one puts down. */
  begin(): void {
    this.#taken = undefined;
  }

  take(path: Parts): void {
    this.#taken = path;
  }

  put(path: Parts): void {
    if (this.#taken) this.#moves.push({ from: this.#taken, to: path });
  }

  /** Where what is at a path now was in the object that is converted. */
  sourceOf(path: Parts): Parts {
    let source = path;
    for (let index = this.#moves.length - 1; index >= 0; index--) {
      const move = this.#moves[index];
      if (move && leadsThrough(source, move.to)) source = [...move.from, ...source.slice(move.to.length)];
    }
    return source;
  }

  /** Where what was at a path of the object that is converted is now. */
  destinationOf(path: Parts): Parts {
    return this.#moves.reduce(
      (place, { from, to }) => (leadsThrough(place, from) ? [...to, ...place.slice(from.length)] : place),
      path,
    );
  }
}

function leadsThrough(path: Parts, start: Parts): boolean {
  return path.length >= start.length && start.every((part, index) => path[index] === part);
}
