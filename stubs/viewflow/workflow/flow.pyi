from typing import Any

class Flow: ...

StartHandle: Any
View: Any
End: Any
