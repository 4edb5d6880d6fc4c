export {
  type AutomationReading,
  claimAutomationReading,
  findAutomationReading,
  keepAutomations,
  orderAutomationReading,
} from "./automation-readings.ts";
