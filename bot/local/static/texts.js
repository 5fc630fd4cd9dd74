// The page's own words. What people and the bot say is never translated here.

const TEXTS = {
  zh: {
    skip: "跳到输入框",
    local: "本地工作区，不连接 Slack",
    conversations: "会话",
    channels: "频道",
    directMessages: "私信",
    messages: "消息",
    thread: "消息列",
    replies: "回复",
    openSidebar: "打开会话列表",
    closeSidebar: "关闭会话列表",
    closeThread: "关闭消息列",
    app: "应用",
    language: "English",
    languageLabel: "Switch to English",
    members: (count) => `${count} 位成员`,
    unread: (count) => `${count} 条未读`,
    switchSeat: (name) => `当前身份：${name}。点击切换身份`,
    seats: "切换身份",
    onlyYou: "仅你可见",
    edited: "（已编辑）",
    deleted: "此消息已删除。",
    today: "今天",
    yesterday: "昨天",
    older: "加载更早的消息",
    newer: "有新消息",
    unreadLine: "新消息",
    replyCount: (count) => `${count} 条回复`,
    lastReply: (time) => `最近回复 ${time}`,
    startThread: "在消息列中回复",
    write: (place) => `发送到 ${place}，输入 / 可选命令`,
    writeLabel: (place) => `发送消息到 ${place}`,
    reply: "回复…",
    send: "发送",
    waiting: (command) => `正在等待 ${command} 的回应…`,
    hint: "Enter 发送 · Shift+Enter 换行 · ↑ 找回上一条",
    choices: "可选项",
    offline: "连接已断开，正在重连…",
    notSent: "没有发出去，内容已放回输入框。请检查服务是否在运行，然后再试。",
    tooLong: "这条消息太长，没有发出去。请分成几条发送。",
    emptyChannel: (place) => `${place} 还没有消息。`,
    emptyHint: "输入 / 查看全部命令。",
    inert: "本地工作区暂不能点击按钮，请使用命令。",
    unsupported: (kind) => `此处内容（${kind}）本页面暂不能显示。`,
    image: "图片",
    slackbot: "Slackbot",
  },
  en: {
    skip: "Skip to the message box",
    local: "Local, not connected to Slack",
    conversations: "Conversations",
    channels: "Channels",
    directMessages: "Direct messages",
    messages: "Messages",
    thread: "Thread",
    replies: "Replies",
    openSidebar: "Open the conversation list",
    closeSidebar: "Close the conversation list",
    closeThread: "Close the thread",
    app: "APP",
    language: "中文",
    languageLabel: "切换到中文",
    members: (count) => (count === 1 ? "1 member" : `${count} members`),
    unread: (count) => `${count} unread`,
    switchSeat: (name) => `You are ${name}. Switch person`,
    seats: "Switch person",
    onlyYou: "Only visible to you",
    edited: "(edited)",
    deleted: "This message was deleted.",
    today: "Today",
    yesterday: "Yesterday",
    older: "Load earlier messages",
    newer: "New messages",
    unreadLine: "New",
    replyCount: (count) => (count === 1 ? "1 reply" : `${count} replies`),
    lastReply: (time) => `Last reply ${time}`,
    startThread: "Reply in thread",
    write: (place) => `Message ${place}, or type / for commands`,
    writeLabel: (place) => `Message ${place}`,
    reply: "Reply…",
    send: "Send",
    waiting: (command) => `Waiting for ${command} to answer…`,
    hint: "Enter to send · Shift+Enter for a new line · ↑ for your last command",
    choices: "Suggestions",
    offline: "Connection lost. Reconnecting…",
    notSent: "Not sent; your text is back in the box. Check that the service is running and try again.",
    tooLong: "This message is too long and was not sent. Please split it up.",
    emptyChannel: (place) => `Nothing in ${place} yet.`,
    emptyHint: "Type / to see all commands.",
    inert: "Buttons do not work in the local workspace yet. Please use a command.",
    unsupported: (kind) => `This page cannot show this part (${kind}) yet.`,
    image: "Image",
    slackbot: "Slackbot",
  },
};

let current = "zh";

export const language = () => current;

export const locale = () => (current === "zh" ? "zh-CN" : "en-GB");

export function setLanguage(name) {
  current = name in TEXTS ? name : "en";
}

export const languageOf = (slackLocale) => (slackLocale.startsWith("zh") ? "zh" : "en");

/** A text by name, with its arguments where it takes some. */
export function t(name, ...args) {
  const text = TEXTS[current][name];
  return typeof text === "function" ? text(...args) : text;
}
