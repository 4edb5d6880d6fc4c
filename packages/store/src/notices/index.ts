export {
  addChannel,
  listChannels,
  type NewChannel,
  type NoticeChannel,
  removeChannel,
} from "./channels.ts";
export { type Delivery, type DeliveryOutcome, endDelivery, takeDeliveries } from "./deliveries.ts";
export {
  dropOldNotices,
  findToldTopics,
  listNotices,
  type NewNotice,
  type Notice,
  type ToldTopic,
  tellNotices,
} from "./notices.ts";
export { findTopics, type NoticeTopic } from "./topics.ts";
