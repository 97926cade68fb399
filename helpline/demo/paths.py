"""Where the fake provider APIs are served."""

TWILIO_API_PATH = "/demo/api/twilio"
TELEGRAM_API_PATH = "/demo/api/telegram"
