export {
  listViews,
  type NewView,
  removeView,
  type SavedView,
  saveView,
  type ViewSearch,
} from "./views.ts";
