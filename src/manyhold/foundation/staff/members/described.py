"""What the fields of a staff member mean, for the field catalogue."""

from manyhold.kernel.modules import DataField

FIELDS = (
    DataField("number", "工号", "Number", "集团内唯一", "Unique in the group"),
    DataField("name", "姓名", "Name", "加密保存", "Encrypted", "personal"),
    DataField("phone", "电话", "Phone", "加密保存、脱敏显示", "Encrypted and masked", "personal"),
    DataField("employer_id", "用人单位", "Employer", "本公司或外包单位", "Own company or a contractor"),
    DataField("department_id", "部门", "Department", "所属部门或班组", "Department or team"),
    DataField("person_id", "登录账号", "Sign-in", "没有账号时为空", "Empty without one"),
    DataField("joined_on", "入职日期", "Joined on", "第一天", "The first day"),
    DataField("last_day", "最后工作日", "Last day", "办理离职时填写", "Set when somebody is to leave"),
    DataField("ends_at", "账号停用时间", "Sign-in ends at", "到此刻不能再登录", "From then on there is no sign-in"),
    DataField("successor_id", "交接人", "Successor", "接手其工作的人", "Who takes the work over"),
    DataField("left_at", "离职完成时间", "Left at", "交接完成的时刻", "When all was handed over"),
    DataField("created_at", "登记时间", "Recorded at", "登记的时刻", "When it was recorded"),
)  # fmt: skip
