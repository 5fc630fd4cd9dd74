// What the page knows: who is who, the conversations of the person in the seat, and their messages by stamp.

const TINTS = 8;

export class Store {
  constructor(directory) {
    this.directory = directory;
    this.people = new Map(directory.people.map((person) => [person.id, person]));
    this.channelNames = new Map(directory.channels.map((channel) => [channel.id, channel.name]));
    this.me = null;
    this.conversations = new Map();
    this.gone = new Map();
    this.home = null;
    this.openChannels = [];
  }

  /** Take a seat: forget what the person before saw. Conversations already open keep their ephemeral messages. */
  sit(person, state, keepEphemerals) {
    const before = keepEphemerals ? this.conversations : new Map();
    this.me = person;
    this.gone.clear();
    this.home = state.home;
    this.openChannels = state.open_channels;
    this.conversations = new Map(
      state.conversations.map((conversation) => {
        const messages = new Map(
          [...(before.get(conversation.id)?.messages ?? [])].filter(([, message]) => message.is_ephemeral),
        );
        return [conversation.id, { ...conversation, messages, loaded: false, hasMore: false }];
      }),
    );
  }

  name(id) {
    if (id === this.directory.bot.id) return this.directory.bot.name;
    return this.people.get(id)?.name ?? null;
  }

  tint(id) {
    return this.people.has(id) ? [...this.people.keys()].indexOf(id) % TINTS : "none";
  }

  isBot(id) {
    return id === this.directory.bot.id;
  }

  place(conversation) {
    return conversation.kind === "channel" ? `#${conversation.name}` : conversation.name;
  }

  /** Take a message in unless a newer state of it is known already. */
  put(channel, message) {
    const known = this.conversations.get(channel);
    if (!known) return false;
    const newest = Math.max(known.messages.get(message.ts)?.rev ?? -1, this.gone.get(`${channel} ${message.ts}`) ?? -1);
    if (message.rev < newest) return false;
    known.messages.set(message.ts, message);
    return true;
  }

  remove(channel, ts, rev) {
    this.gone.set(`${channel} ${ts}`, rev);
    this.conversations.get(channel)?.messages.delete(ts);
  }

  /** What a conversation itself shows, oldest first. */
  shown(conversation) {
    return sorted(conversation.messages).filter(inChannel);
  }

  /** A thread: the message and its replies, oldest first. */
  thread(conversation, ts) {
    return sorted(conversation.messages).filter((message) => message.ts === ts || message.thread_ts === ts);
  }

  unread() {
    return [...this.conversations.values()].reduce((sum, conversation) => sum + conversation.unread, 0);
  }

  /** Count a message that just came as unread when others wrote it. */
  countNew(channel, message) {
    const conversation = this.conversations.get(channel);
    const counts = inChannel(message) && message.user !== this.me.id && message.ts > conversation.read_until;
    if (counts) conversation.unread += 1;
  }

  markRead(channel, ts) {
    const conversation = this.conversations.get(channel);
    conversation.read_until = ts;
    conversation.unread = this.shown(conversation).filter(
      (message) => message.ts > ts && message.user !== this.me.id && !message.is_ephemeral,
    ).length;
  }
}

export const inChannel = (message) =>
  !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";

const sorted = (messages) => [...messages.values()].sort((one, other) => (one.ts < other.ts ? -1 : 1));
