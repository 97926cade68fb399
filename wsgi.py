"""What gunicorn loads. A wrong setting stops it here, with all problems in one message."""

import os
import sys

from helpline.app import create_app
from helpline.config import Config, ConfigError

try:
    config = Config.from_env(os.environ)
except ConfigError as error:
    sys.stderr.write(f"These settings are missing or weak:\n{error}\n")
    sys.exit(2)

app = create_app(config)
